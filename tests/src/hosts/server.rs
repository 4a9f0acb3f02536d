//! nginx and Caddy, with the recipes of a site and as little else as they start with.

use crate::PATIENCE;
use crate::programs::{WITHOUT, is_left_out, locate};
use hushset::config::SiteAddress;
use hushset::host::{Host, Place};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A server that can be run here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// nginx, of whatever version the system has.
    Nginx,
    /// nginx with `brotli_static`, which the recipe leaves to whoever has the module.
    NginxWithBrotli,
    /// Caddy.
    Caddy,
}

/// A running server. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: SocketAddr,
    home: TempDir,
}

/// Where Debian has nginx's module for Brotli.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

impl Program {
    fn name(self) -> &'static str {
        match self {
            Self::Nginx | Self::NginxWithBrotli => "nginx",
            Self::Caddy => "caddy",
        }
    }

    /// Whether its answers may be Brotli.
    pub fn has_brotli(self) -> bool {
        self != Self::Nginx
    }

    /// Serves a site below `path`, on a free port; `None` if it is left out, which is said.
    ///
    /// # Panics
    /// If the program is not there, or does not start, with what it said.
    pub fn serve(self, site: &Path, path: &str) -> Option<Server> {
        if is_left_out(self.name()) {
            return None;
        }
        let program = locate(self.name()).unwrap_or_else(|| {
            panic!(
                "{0} cannot be tested: it is not on the PATH. `cargo xtask test --only browsers` installs it, and so does hand: \
                 apt-get install nginx-light libnginx-mod-http-brotli-static caddy. {WITHOUT}={0} goes without it.",
                self.name()
            )
        });
        // Whoever asks for a free port may find that somebody else has taken it since.
        let mut said = String::new();
        for _ in 0..5 {
            match self.start(&program, site, path) {
                Ok(server) => return Some(server),
                Err(problem) => said = problem,
            }
        }
        panic!("{} does not start: {said}", self.name());
    }

    fn start(self, program: &Path, site: &Path, path: &str) -> Result<Server, String> {
        let home = tempfile::tempdir().expect("a temporary folder");
        let address = free_address();
        let text = format!("http://{address}{path}");
        let at = SiteAddress::try_from(text).expect("an address");
        let log = home.path().join("log");
        let mut command = Command::new(program);
        match self {
            Self::Nginx | Self::NginxWithBrotli => {
                let place = Place::new(site, Some(&at), &[Host::Nginx]).expect("a place");
                let config = self.nginx(home.path(), address, &recipe(Host::Nginx, &place));
                command.arg("-p").arg(home.path()).arg("-e").arg(&log).arg("-c").arg(config);
            }
            Self::Caddy => {
                let place = Place::new(site, Some(&at), &[Host::Caddy]).expect("a place");
                let config = caddy(home.path(), &recipe(Host::Caddy, &place));
                command.args(["run", "--adapter", "caddyfile", "--config"]).arg(config);
                command.env("XDG_DATA_HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
            }
        }
        let errors = fs::File::create(home.path().join("said")).expect("a file");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
        let child = command.spawn().map_err(|error| error.to_string())?;
        let mut server = Server { child, address, home };
        server.wait()?;
        Ok(server)
    }

    /// Writes a configuration around the recipe, and returns where it is.
    fn nginx(self, home: &Path, address: SocketAddr, recipe: &str) -> PathBuf {
        let with = self == Self::NginxWithBrotli;
        let module = if with { format!("load_module {BROTLI};\n") } else { String::new() };
        let recipe =
            if with { recipe.replace("# brotli_static on;", "brotli_static on;") } else { recipe.to_owned() };
        assert_eq!(recipe.contains("\n    brotli_static on;"), with, "the recipe says how");
        fs::write(home.join("recipe.conf"), recipe).expect("the recipe");
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("    {name}_temp_path {}/{name};\n", home.display()))
            .concat();
        let text = format!(
            "{module}daemon off;\nmaster_process off;\npid {0}/pid;\nevents {{}}\nhttp {{\n{temporary}    server {{\n        \
             listen {address};\n        include {0}/recipe.conf;\n    }}\n}}\n",
            home.display()
        );
        let config = home.join("nginx.conf");
        fs::write(&config, text).expect("the configuration");
        config
    }
}

fn recipe(host: Host, place: &Place<'_>) -> String {
    host.beside(place).remove(0).text
}

fn caddy(home: &Path, recipe: &str) -> PathBuf {
    fs::write(home.join("recipe"), recipe).expect("the recipe");
    let text = format!("{{\n\tadmin off\n}}\nimport {}/recipe\n", home.display());
    let config = home.join("Caddyfile");
    fs::write(&config, text).expect("the configuration");
    config
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("the address just bound")
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn wait(&mut self) -> Result<(), String> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let ended = self.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                let read = |name| fs::read_to_string(self.home.path().join(name)).unwrap_or_default();
                return Err(format!("{}{}", read("said"), read("log")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is this test's own child; it may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
