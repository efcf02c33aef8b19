//! Asks identity.

use contracts::{
    Caller, Problem,
    identity::{
        AddMember, Address, Apply, ChangeMember, ChangePassword, ChangeProfile, ChangeUser, Contact, Decide,
        FindSellers, FindUsers, Imprint, LogIn, Member, Person, Policy, Register, SaveAddress, SaveShop, SaveTrader,
        Seller, SellerFile, SellerRow, Standing, User, UserFile, ViewAs,
    },
    ids::{AddressId, SellerId, UserId},
    page::Page,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
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

    /// Where a shop gets mail, for Levomart itself.
    pub async fn contact(&self, seller: SellerId) -> Result<Contact, Problem> {
        self.0.get(&Caller::System, &format!("/api/sellers/{seller}/contact")).await
    }

    /// Whether sessions of an account still count.
    pub async fn standing(&self, id: UserId) -> Result<Standing, Problem> {
        self.0.get(&Caller::System, &format!("/api/users/{id}/standing")).await
    }

    /// The same of whoever holds a grant; not found when it has ended.
    pub async fn holder(&self, grant: Uuid) -> Result<Standing, Problem> {
        self.0.get(&Caller::System, &format!("/api/grants/{grant}/holder")).await
    }

    /// What people are called, disabled or not; for Levomart itself. Whoever is not to be found is left out.
    pub async fn names(&self, users: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, String>, Problem> {
        let named: Vec<(UserId, String)> = self.0.post(&Caller::System, "/api/users/names", users).await?;
        Ok(named.into_iter().collect())
    }

    /// What shops are called, at most 200 of them; for Levomart itself. A shop that is not to be found is left out.
    pub async fn shop_names(&self, shops: &[SellerId]) -> Result<BTreeMap<SellerId, String>, Problem> {
        let named: Vec<(SellerId, String)> = self.0.post(&Caller::System, "/api/sellers/names", &shops).await?;
        Ok(named.into_iter().collect())
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

    /// The caller's application to open a shop, until it is approved.
    pub async fn application(&self, caller: &Caller) -> Result<Option<Seller>, Problem> {
        self.0.get(caller, "/api/users/me/application").await
    }

    /// Asks to open a shop, or sends the application again, changed.
    pub async fn apply(&self, caller: &Caller, request: &Apply) -> Result<Seller, Problem> {
        self.0.put(caller, "/api/users/me/application", request).await
    }

    /// The member's shop.
    pub async fn shop(&self, member: &Caller) -> Result<Seller, Problem> {
        self.0.get(member, "/api/seller/shop").await
    }

    /// Changes how the shop presents itself; for owners.
    pub async fn change_shop(&self, owner: &Caller, request: &SaveShop) -> Result<Seller, Problem> {
        self.0.put(owner, "/api/seller/shop", request).await
    }

    /// Changes who trades under the shop's name, and how the market reaches them; for owners.
    pub async fn change_trader(&self, owner: &Caller, request: &SaveTrader) -> Result<Seller, Problem> {
        self.0.put(owner, "/api/seller/trader", request).await
    }

    /// Who trades under the name of a shop that sells.
    pub async fn imprint(&self, seller: SellerId) -> Result<Imprint, Problem> {
        self.0.get(&Caller::Nobody, &format!("/api/sellers/{seller}/imprint")).await
    }

    /// Who works for the shop, owners first; for owners.
    pub async fn members(&self, owner: &Caller) -> Result<Vec<Member>, Problem> {
        self.0.get(owner, "/api/seller/members").await
    }

    pub async fn add_member(&self, owner: &Caller, request: &AddMember) -> Result<Member, Problem> {
        self.0.post(owner, "/api/seller/members", request).await
    }

    pub async fn change_member(&self, owner: &Caller, user: UserId, request: ChangeMember) -> Result<Member, Problem> {
        self.0.put(owner, &format!("/api/seller/members/{user}"), &request).await
    }

    pub async fn remove_member(&self, owner: &Caller, user: UserId) -> Result<(), Problem> {
        self.0.delete(owner, &format!("/api/seller/members/{user}")).await
    }

    /// Ends the caller's own work for the shop.
    pub async fn leave_shop(&self, member: &Caller) -> Result<(), Problem> {
        self.0.delete(member, "/api/seller/membership").await
    }

    /// Shops and applications, those that applied last first; for admins, like all that follows.
    pub async fn sellers(&self, admin: &Caller, find: &FindSellers) -> Result<Page<SellerRow>, Problem> {
        self.0.get(admin, &format!("/api/admin/sellers?{}", find.query())).await
    }

    pub async fn seller(&self, admin: &Caller, id: SellerId) -> Result<SellerFile, Problem> {
        self.0.get(admin, &format!("/api/admin/sellers/{id}")).await
    }

    /// Approves, asks back, refuses, suspends or reinstates.
    pub async fn decide(&self, admin: &Caller, id: SellerId, request: &Decide) -> Result<Seller, Problem> {
        self.0.post(admin, &format!("/api/admin/sellers/{id}/decide"), request).await
    }

    /// Accounts, the newest first.
    pub async fn users(&self, admin: &Caller, find: &FindUsers) -> Result<Page<Person>, Problem> {
        self.0.get(admin, &format!("/api/admin/users?{}", find.query())).await
    }

    pub async fn user_file(&self, admin: &Caller, id: UserId) -> Result<UserFile, Problem> {
        self.0.get(admin, &format!("/api/admin/users/{id}")).await
    }

    /// Changes a role, disables, enables, ends sessions.
    pub async fn change_user(&self, admin: &Caller, id: UserId, request: &ChangeUser) -> Result<Person, Problem> {
        self.0.post(admin, &format!("/api/admin/users/{id}/change"), request).await
    }

    /// Notes that the admin begins to look at the shop as somebody else, who is no admin.
    pub async fn view_as(&self, admin: &Caller, id: UserId, request: &ViewAs) -> Result<User, Problem> {
        self.0.post(admin, &format!("/api/admin/users/{id}/view"), request).await
    }

    /// Notes that the admin no longer does.
    pub async fn stop_viewing(&self, admin: &Caller, id: UserId) -> Result<(), Problem> {
        self.0.post(admin, &format!("/api/admin/users/{id}/view/stop"), &()).await
    }

    /// How shops come in, for admins.
    pub async fn policy(&self, admin: &Caller) -> Result<Policy, Problem> {
        self.0.get(admin, "/api/admin/policies/identity").await
    }
}
