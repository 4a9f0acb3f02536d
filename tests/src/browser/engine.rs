//! The three engines that readers have, and whether they are installed here.

use super::Setup;
use crate::programs::{WITHOUT, is_left_out, locate};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A browser engine. Every browser in use is one of these with another hat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, and Chrome, Edge, Opera, Brave, Samsung.
    Chromium,
    /// Firefox, and Tor Browser.
    Firefox,
    /// `WebKit` in its GTK port: the engine of Safari and of everything on iOS.
    WebKit,
}

/// The programs that an engine needs.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) driver: PathBuf,
    pub(super) browser: PathBuf,
    /// A display, for the engine that has no headless mode of its own.
    pub(super) display: Option<PathBuf>,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Its name in `HUSHSET_WITHOUT`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Whether its programs are installed.
    pub fn available(self) -> bool {
        self.programs().is_ok()
    }

    /// Finds the programs, or says what to install.
    pub(super) fn programs(self) -> Result<Programs, String> {
        let (driver, browsers, display, install): (_, &[&str], _, _) = match self {
            Self::Chromium => (
                "chromedriver",
                &["chromium", "chromium-browser", "google-chrome"],
                None,
                "the packages chromium and chromium-driver (Debian)",
            ),
            Self::Firefox => (
                "geckodriver",
                &["firefox-esr", "firefox"],
                None,
                "the package firefox-esr (Debian) and `cargo install geckodriver --locked`",
            ),
            Self::WebKit => (
                "WebKitWebDriver",
                // Debian keeps MiniBrowser out of PATH, in the library folder of the architecture.
                &["/usr/lib/*/webkit2gtk-4.1/MiniBrowser", "/usr/libexec/webkit2gtk-4.1/MiniBrowser"],
                Some("Xvfb"),
                "the packages webkit2gtk-driver and xvfb (Debian)",
            ),
        };
        let missing = |program: &str| {
            format!(
                "{self} cannot be tested: {program} is not on the PATH. `cargo xtask test --only browsers` installs what \
                 is missing, and so does hand: {install}. {WITHOUT}={} leaves this engine out.",
                self.name()
            )
        };
        Ok(Programs {
            driver: locate(driver).ok_or_else(|| missing(driver))?,
            browser: browsers.iter().find_map(|name| locate(name)).ok_or_else(|| missing(browsers[0]))?,
            display: display.map(|name| locate(name).ok_or_else(|| missing(name))).transpose()?,
        })
    }

    /// The programs; `None` if `HUSHSET_WITHOUT` names the engine, which is said.
    ///
    /// # Panics
    /// If they are missing and nobody said that they may be.
    pub(super) fn programs_unless_left_out(self) -> Option<Programs> {
        let wanted = !is_left_out(self.name());
        wanted.then(|| self.programs().unwrap_or_else(|sentence| panic!("{sentence}")))
    }

    /// The W3C capabilities of a new session. `profile` is a fresh folder, `proxy` stands for the Internet.
    pub(super) fn capabilities(
        self,
        programs: &Programs,
        setup: &Setup,
        profile: &Path,
        proxy: SocketAddr,
    ) -> Value {
        let (width, height) = setup.window;
        let mut capabilities = match self {
            Self::Chromium => {
                let mut args: Vec<String> = CHROMIUM_FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
                args.push(format!("--window-size={width},{height}"));
                args.push(format!("--user-data-dir={}", profile.display()));
                args.push(format!("--accept-lang={}", setup.languages));
                if !setup.webassembly {
                    // The flag of that name, --no-expose-wasm, has no effect in Chromium 156; this also leaves out the
                    // compiler for JavaScript, as Lockdown Mode does.
                    args.push("--js-flags=--jitless".to_owned());
                }
                json!({
                    "browserName": "chrome",
                    "goog:chromeOptions": { "binary": programs.browser, "args": args },
                    "goog:loggingPrefs": { "browser": "ALL" },
                })
            }
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": programs.browser,
                    "args": ["-headless"],
                    "prefs": firefox_preferences(setup),
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {
                    "binary": programs.browser,
                    "args": [
                        "--automation",
                        // Scripts of the page, that is; WebDriver's own still run.
                        format!("--enable-javascript-markup={}", setup.javascript),
                        // Not by way of WebDriver: a noProxy there is read beyond its end, and now and then that is
                        // the end of the browser (2.50).
                        format!("--proxy=http://{proxy}"),
                        "--ignore-host=127.0.0.1",
                        "--ignore-host=localhost",
                    ],
                },
            }),
        };
        if self == Self::WebKit {
            return capabilities;
        }
        capabilities["proxy"] = json!({
            "proxyType": "manual",
            "httpProxy": proxy.to_string(),
            "sslProxy": proxy.to_string(),
            "noProxy": ["127.0.0.1", "localhost"],
        });
        capabilities
    }

    /// Environment variables for the driver, which the browser inherits. What they point to is written below `home`.
    pub(super) fn environment(self, setup: &Setup, home: &Path) -> Vec<(&'static str, OsString)> {
        match self {
            Self::Chromium => Vec::new(),
            // Without it a released Firefox ignores that its driver has told it not to fetch its maker's settings.
            Self::Firefox => vec![("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1".into())],
            Self::WebKit => {
                let (locale, locales) = made_up_locale(&setup.languages, home);
                gtk_settings(setup, home);
                let mut variables: Vec<(_, OsString)> = vec![
                    ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1".into()),
                    ("GDK_BACKEND", "x11".into()),
                    ("LC_ALL", locale.into()),
                    ("LOCPATH", locales.into()),
                ];
                if setup.dark {
                    variables.push(("GTK_THEME", "Adwaita:dark".into()));
                }
                if !setup.webassembly {
                    variables.push(("JSC_useWasm", "0".into()));
                }
                variables
            }
        }
    }
}

/// `WebKit` takes its language from the C library's locale, which must be installed. This makes one up: the name is the
/// language, the content is that of the locale which every system has. Returns the name, and the folder it is in.
fn made_up_locale(languages: &str, home: &Path) -> (String, PathBuf) {
    let first = languages.split([',', ';']).next().unwrap_or_default().trim();
    let name = format!("{}.UTF-8", first.replace('-', "_"));
    let folder = home.join("locales");
    std::fs::create_dir_all(&folder).expect("a folder for locales");
    std::os::unix::fs::symlink("/usr/lib/locale/C.utf8", folder.join(&name)).expect("a locale");
    (name, folder)
}

/// Writes down what a reader would set in the desktop's settings, which `WebKit` follows, except for colours: there
/// `MiniBrowser` knows better and only a theme convinces it.
fn gtk_settings(setup: &Setup, home: &Path) {
    let animations = u8::from(!setup.reduced_motion);
    let settings = format!("[Settings]\ngtk-enable-animations={animations}\n");
    let folder = home.join("gtk-3.0");
    std::fs::create_dir_all(&folder).expect("a folder for settings");
    std::fs::write(folder.join("settings.ini"), settings).expect("the settings");
    std::fs::write(folder.join("gtk.css"), NO_TOOLBAR).expect("a style");
}

/// Shrinks the buttons above the page to nothing: they would keep the window wider than a phone.
const NO_TOOLBAR: &str = "window * {
    margin: 0; border: 0; padding: 0; min-width: 0; font-size: 1px; -gtk-icon-transform: scale(0.1);
}\n";

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        })
    }
}

/// Headless, without the sandbox that root and containers cannot have, without QUIC, and without the
/// conversations that Chromium has with its maker behind every page.
const CHROMIUM_FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-pings",
    "--disable-features=AutofillServerCommunication,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,Translate",
    // Whom it still wants to ask, in spite of the flags above, is sent to a port where nobody is.
    "--gaia-url=http://127.0.0.1:9",
    "--component-updater=url-source=http://127.0.0.1:9/",
];

/// The same for Firefox, behind what its driver sets of its own accord, and what a reader would set.
fn firefox_preferences(setup: &Setup) -> Value {
    let mut preferences = json!({
        "app.normandy.enabled": false,
        "browser.region.update.enabled": false,
        "browser.search.update": false,
        "dom.push.connection.enabled": false,
        "extensions.systemAddon.update.enabled": false,
        "media.gmp-manager.updateEnabled": false,
        "messaging-system.rsexperimentloader.enabled": false,
        "nimbus.rollouts.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "toolkit.telemetry.enabled": false,
        // The page's console goes to standard output, where the harness reads it; Firefox's own does not.
        "devtools.console.stdout.content": true,
        "devtools.console.stdout.chrome": false,
        // Being offline means no loopback either.
        "network.disable-localhost-when-offline": true,
        "intl.accept_languages": setup.languages,
        "javascript.enabled": setup.javascript,
        "javascript.options.wasm": setup.webassembly,
    });
    for (name, value) in firefox_media(setup.dark, setup.reduced_motion) {
        preferences[name] = value.into();
    }
    preferences
}

/// The preferences in Firefox that stand for those of colour and motion.
pub(super) fn firefox_media(dark: bool, reduced_motion: bool) -> [(&'static str, i32); 2] {
    // 0 is dark, 1 is light.
    let colours = i32::from(!dark);
    [
        ("layout.css.prefers-color-scheme.content-override", colours),
        ("ui.prefersReducedMotion", reduced_motion.into()),
    ]
}
