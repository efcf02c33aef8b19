//! Asks identity.

use contracts::{
    Caller, Problem,
    identity::{Address, ChangePassword, ChangeProfile, LogIn, Register, SaveAddress, Standing, User},
    ids::{AddressId, UserId},
};
use web::Upstream;

#[derive(Clone)]
pub struct Identity(pub Upstream);

impl Identity {
    /// Opens an account.
    pub async fn register(&self, request: &Register) -> Result<User, Problem> {
        self.0.post(&Caller::Nobody, "/api/auth/register", request).await
    }

    /// Checks e-mail and password.
    pub async fn log_in(&self, request: &LogIn) -> Result<User, Problem> {
        self.0.post(&Caller::Nobody, "/api/auth/login", request).await
    }

    /// The caller's own account.
    pub async fn me(&self, caller: &Caller) -> Result<User, Problem> {
        self.0.get(caller, "/api/users/me").await
    }

    pub async fn change_profile(&self, caller: &Caller, request: &ChangeProfile) -> Result<User, Problem> {
        self.0.put(caller, "/api/users/me", request).await
    }

    /// Sets a new password; all sessions that began before are over.
    pub async fn change_password(&self, caller: &Caller, request: &ChangePassword) -> Result<(), Problem> {
        self.0.post(caller, "/api/users/me/password", request).await
    }

    /// Ends all sessions of the caller.
    pub async fn log_out_everywhere(&self, caller: &Caller) -> Result<(), Problem> {
        self.0.post(caller, "/api/users/me/log-out-everywhere", &()).await
    }

    /// An account, for Levomart itself: where to send its mail.
    pub async fn user(&self, id: UserId) -> Result<User, Problem> {
        self.0.get(&Caller::System, &format!("/api/users/{id}")).await
    }

    /// Whether sessions of an account still count.
    pub async fn standing(&self, id: UserId) -> Result<Standing, Problem> {
        self.0.get(&Caller::System, &format!("/api/users/{id}/standing")).await
    }

    /// The caller's address book, the default first.
    pub async fn addresses(&self, caller: &Caller) -> Result<Vec<Address>, Problem> {
        self.0.get(caller, "/api/users/me/addresses").await
    }

    pub async fn add_address(&self, caller: &Caller, request: &SaveAddress) -> Result<Address, Problem> {
        self.0.post(caller, "/api/users/me/addresses", request).await
    }

    pub async fn change_address(
        &self,
        caller: &Caller,
        id: AddressId,
        request: &SaveAddress,
    ) -> Result<Address, Problem> {
        self.0.put(caller, &format!("/api/users/me/addresses/{id}"), request).await
    }

    pub async fn remove_address(&self, caller: &Caller, id: AddressId) -> Result<(), Problem> {
        self.0.delete(caller, &format!("/api/users/me/addresses/{id}")).await
    }
}
