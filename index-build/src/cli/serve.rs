//! `hushset serve`

use hushset::{
    error::{Failure, Result},
    publish::read_current,
    serve::router,
};
use std::{net::Ipv4Addr, path::Path, process::ExitCode};

pub(super) fn serve(site: &Path, port: u16) -> Result<ExitCode> {
    if read_current(site)?.is_none() {
        return Err(Failure::Site(format!(
            "{} is not a site: it has no hushset/current.bin. Build one with `hushset build --out {}`",
            site.display(),
            site.display()
        )));
    }
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::Site(format!("cannot start serving: {error}")))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
            Failure::Site(format!("cannot serve at port {port}: {error}. Choose another with --port"))
        })?;
        let address = listener.local_addr().map_err(|error| Failure::Site(error.to_string()))?;
        anstream::println!("Serving {} at \x1b[1mhttp://{address}/\x1b[0m (Ctrl-C stops)", site.display());
        let stop = async {
            // Without signals there is nothing to wait for but the end of the process.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        axum::serve(listener, router(site))
            .with_graceful_shutdown(stop)
            .await
            .map_err(|error| Failure::Site(format!("serving stopped: {error}")))
    })?;
    Ok(ExitCode::SUCCESS)
}
