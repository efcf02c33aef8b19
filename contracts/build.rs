//! Generates the inventory client and server from the checked-in proto, when the `grpc` feature asks for them.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto");
    #[cfg(feature = "grpc")]
    {
        use protox::prost::Message;
        // protox is a protobuf compiler written in Rust, so no `protoc` has to be installed.
        let files = protox::compile(["levomart/inventory/v1/inventory.proto"], ["proto"])?;
        #[expect(clippy::disallowed_methods, reason = "Cargo tells build scripts by the environment alone")]
        let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").ok_or("Cargo says where to write")?);
        std::fs::write(out.join("inventory.bin"), files.encode_to_vec())?;
        tonic_prost_build::configure().build_transport(false).compile_fds(files)?;
    }
    Ok(())
}
