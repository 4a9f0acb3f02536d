//! The driver's process: started on a port of its own, in a home of its own, and gone with its owner.

use super::Setup;
use super::engine::{Engine, Programs};
use crate::PATIENCE;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running driver and, for `WebKit`, its display.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    display: Option<Child>,
    address: SocketAddr,
    /// The session to end before the driver is stopped: a driver that is killed may leave its browser behind.
    session: Option<String>,
    /// Home, profile, temporary files and the output below; deleted when everything has ended.
    home: TempDir,
}

/// How long an ending session may take. Then the driver is killed all the same.
const FAREWELL: Duration = Duration::from_secs(15);

impl Driver {
    /// Starts the driver and waits until it listens.
    pub(super) async fn start(engine: Engine, programs: &Programs, setup: &Setup) -> Self {
        let home = TempDir::with_prefix("hushset-").expect("a temporary folder");
        let mut command = Command::new(&programs.driver);
        let display = match &programs.display {
            Some(program) => {
                let (child, name) = start_display(program, home.path()).await;
                command.env("DISPLAY", name);
                Some(child)
            }
            None => None,
        };
        let port = match engine {
            Engine::Chromium => {
                command.arg("--port=0");
                None
            }
            Engine::Firefox => {
                // Its own pages' rights, for `Browser::privileged`.
                command.args(["--port", "0", "--host", "127.0.0.1", "--allow-system-access"]);
                None
            }
            Engine::WebKit => {
                // It does not say which port it got, so one is chosen for it.
                let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
                let port = free.local_addr().expect("the address just bound").port();
                command.arg("--host=127.0.0.1").arg(format!("--port={port}"));
                Some(port)
            }
        };
        for name in ["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            command.env(name, home.path());
        }
        command.envs(engine.environment(setup, home.path()));
        let child = spawn(&mut command, &home.path().join(OUTPUT));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
        let mut driver = Self { child, display, address, session: None, home };
        driver.listening(engine).await;
        driver
    }

    async fn listening(&mut self, engine: Engine) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if self.address.port() == 0 {
                self.address.set_port(announced_port(&self.output()).unwrap_or(0));
            }
            if self.address.port() != 0 && TcpStream::connect(self.address).is_ok() {
                return;
            }
            let ended = self.child.try_wait().expect("the driver's state");
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "the driver of {engine} does not listen (ended: {ended:?}); it said:\n{}",
                self.output()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Where WebDriver commands go.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A folder for the browser's profile.
    pub(super) fn profile(&self) -> PathBuf {
        self.home.path().join("profile")
    }

    /// Says which session is to be ended.
    pub(super) fn serves(&mut self, session: Option<String>) {
        self.session = session;
    }

    /// Everything that the driver, and a browser that inherited its output, have printed so far.
    pub(super) fn output(&self) -> String {
        read(&self.home.path().join(OUTPUT))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            // Whether it worked shows in nothing that can still be done.
            let _ = end_session(self.address, &session);
        }
        for child in [Some(&mut self.child), self.display.as_mut()].into_iter().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The driver's output, in its home.
const OUTPUT: &str = "driver.log";

/// Ends a session with a plain HTTP request: this runs in `drop`, perhaps while a test panics, where the
/// asynchronous client can no longer be awaited.
fn end_session(address: SocketAddr, session: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, FAREWELL)?;
    stream.set_read_timeout(Some(FAREWELL))?;
    write!(stream, "DELETE /session/{session} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    // The answer comes when the browser has ended. Its first byte is enough.
    stream.read_exact(&mut [0])
}

/// Starts Xvfb on a display number of its own choice, which it prints.
async fn start_display(program: &Path, home: &Path) -> (Child, String) {
    let output = home.join("display.log");
    let mut command = Command::new(program);
    command.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]);
    let mut child = spawn(&mut command, &output);
    let deadline = Instant::now() + PATIENCE;
    loop {
        let text = read(&output);
        if let Some(number) = text.lines().find_map(|line| line.trim().parse::<u32>().ok()) {
            return (child, format!(":{number}"));
        }
        let ended = child.try_wait().expect("the display's state");
        if ended.is_some() || Instant::now() >= deadline {
            let _ = child.kill();
            let _ = child.wait();
            panic!("Xvfb gave no display (ended: {ended:?}); it said:\n{text}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn spawn(command: &mut Command, output: &Path) -> Child {
    let file = File::create(output).expect("a file for the output");
    let same = file.try_clone().expect("a second handle on it");
    let program = command.get_program().to_owned();
    command.stdin(Stdio::null()).stdout(file).stderr(same);
    command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()))
}

fn read(file: &Path) -> String {
    std::fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// The port in `… was started successfully on port 37841.` or `… Listening on 127.0.0.1:37841`.
fn announced_port(output: &str) -> Option<u16> {
    let (_, behind) = output.split_once("successfully on port ").or_else(|| {
        let (_, behind) = output.split_once("Listening on ")?;
        behind.split_once(':')
    })?;
    // The line may not be complete yet.
    let end = behind.find(|letter: char| !letter.is_ascii_digit())?;
    behind[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::announced_port;

    #[test]
    fn the_port_is_read_from_what_drivers_print() {
        let chromium = "Starting ChromeDriver 156\nChromeDriver was started successfully on port 37841.\n";
        let firefox = "1700000000000\tgeckodriver\tINFO\tListening on 127.0.0.1:4444\n";
        assert_eq!(announced_port(chromium), Some(37841));
        assert_eq!(announced_port(firefox), Some(4444));
        assert_eq!(announced_port("started successfully on port 378"), None, "an incomplete line");
    }
}
