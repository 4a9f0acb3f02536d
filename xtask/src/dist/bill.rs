//! Bills of materials: every crate that is linked into the command, and into what readers download, with version,
//! licence and hash, in the format of [CycloneDX](https://cyclonedx.org). They are made in a copy of the checkout, since
//! cargo-cyclonedx writes into the folder of each package.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::archive::TIME;
use super::elsewhere::Checkout;
use crate::rust::WASM_TARGET;

/// What is in the command.
pub(super) fn of_command(checkout: &Checkout<'_>, host: &str) -> Result<Vec<u8>> {
    text(&crates(checkout, "hushset", "index-build", host)?)
}

/// What is in the module that readers download, and in its translation to JavaScript: some forty lines of the latter
/// are Binaryen's.
pub(super) fn of_runtime(checkout: &Checkout<'_>) -> Result<Vec<u8>> {
    let mut bill = crates(checkout, "hushset-wasm", "crates/wasm", WASM_TARGET)?;
    let lock = fs::read_to_string(checkout.root.join("package-lock.json"))?;
    let version = binaryen(&lock)?;
    let components = bill.get_mut("components").and_then(Value::as_array_mut);
    components.context("the bill of materials lists no components")?.push(json!({
        "type": "library",
        "name": "binaryen",
        "version": version,
        "description": "some forty lines around the module that wasm2js translates to JavaScript",
        "licenses": [{ "license": { "id": "Apache-2.0" } }],
        "purl": format!("pkg:npm/binaryen@{version}"),
    }));
    text(&bill)
}

/// The version of Binaryen in a `package-lock.json`.
fn binaryen(lock: &str) -> Result<String> {
    let lock: Value = serde_json::from_str(lock).context("package-lock.json is not JSON")?;
    let version = lock.pointer("/packages/node_modules~1binaryen/version").and_then(Value::as_str);
    version.map(str::to_owned).context("package-lock.json names no version of binaryen")
}

/// The crates of a package, which lies in `folder`, for a target. Nothing in it tells when or where it was made.
fn crates(checkout: &Checkout<'_>, package: &str, folder: &str, target: &str) -> Result<Value> {
    let manifest = checkout.root.join(folder).join("Cargo.toml");
    let manifest = manifest.to_string_lossy();
    let name = "bill";
    checkout
        .run(
            Path::new("cargo"),
            &[
                "cyclonedx",
                "--quiet",
                "--format",
                "json",
                "--spec-version",
                "1.5",
                "--target",
                target,
                "--manifest-path",
                &manifest,
                "--override-filename",
                name,
            ],
        )?
        .env("SOURCE_DATE_EPOCH", TIME.to_string())
        .run()
        .context("cargo-cyclonedx could not list the crates")?;
    let file = checkout.root.join(folder).join(format!("{name}.json"));
    let said = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut bill: Value = serde_json::from_str(&said.replace(&*checkout.root.to_string_lossy(), "/hushset"))?;
    if let Some(fields) = bill.as_object_mut() {
        fields.remove("serialNumber");
    }
    keep(&mut bill, &linked(checkout, package, target)?);
    Ok(bill)
}

/// The crates that are linked in, each with its version. cargo-cyclonedx goes by what the whole workspace asks for, its
/// tests and its compile-time helpers too.
fn linked(checkout: &Checkout<'_>, package: &str, target: &str) -> Result<BTreeSet<String>> {
    let tree = checkout.run(
        Path::new("cargo"),
        &[
            "tree",
            "--quiet",
            "--package",
            package,
            "--target",
            target,
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ],
    )?;
    let named = |line: &str| Some(line.split(" (").next()?.replacen(" v", " ", 1));
    Ok(tree.read()?.lines().filter_map(named).collect())
}

/// Leaves those components that are linked in, and what is said of them.
fn keep(bill: &mut Value, linked: &BTreeSet<String>) {
    let mut gone = BTreeSet::new();
    let field = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(components) = bill.get_mut("components").and_then(Value::as_array_mut) {
        components.retain(|component| {
            let is_linked =
                linked.contains(&format!("{} {}", field(component, "name"), field(component, "version")));
            if !is_linked {
                gone.insert(field(component, "bom-ref"));
            }
            is_linked
        });
    }
    if let Some(dependencies) = bill.get_mut("dependencies").and_then(Value::as_array_mut) {
        dependencies.retain(|dependency| !gone.contains(&field(dependency, "ref")));
        for dependency in dependencies {
            if let Some(on) = dependency.get_mut("dependsOn").and_then(Value::as_array_mut) {
                on.retain(|name| !name.as_str().is_some_and(|name| gone.contains(name)));
            }
        }
    }
}

fn text(bill: &Value) -> Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(bill)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{binaryen, keep};

    #[test]
    fn only_what_is_linked_is_listed() {
        let component =
            |name: &str| json!({ "name": name, "version": "1.0.0", "bom-ref": format!("ref-{name}") });
        let mut bill = json!({
            "components": [component("linked"), component("macros")],
            "dependencies": [
                { "ref": "ref-linked", "dependsOn": ["ref-macros", "ref-linked"] },
                { "ref": "ref-macros", "dependsOn": [] },
            ],
        });
        keep(&mut bill, &BTreeSet::from(["linked 1.0.0".to_owned()]));
        assert_eq!(bill["components"], json!([component("linked")]));
        assert_eq!(bill["dependencies"], json!([{ "ref": "ref-linked", "dependsOn": ["ref-linked"] }]));
    }

    #[test]
    fn the_version_of_binaryen_is_found() {
        let lock = r#"{"packages": {"": {}, "node_modules/binaryen": {"version": "132.0.0"}}}"#;
        assert_eq!(binaryen(lock).unwrap(), "132.0.0");
        assert!(binaryen(r#"{"packages": {}}"#).is_err());
    }
}
