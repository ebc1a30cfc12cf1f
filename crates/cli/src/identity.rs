//! By which providers people sign in.

use anyhow::{Context, Result};
use clap::Args;
use motcua_app::App;
use motcua_connectors::oidc::{self, settings::Settings};
use std::path::{Path, PathBuf};

/// Options for providers of identities.
#[derive(Debug, Clone, Args)]
pub struct IdentityOptions {
    /// File of settings of the identity providers people sign in by (OpenID Connect); without it nobody signs in online but
    /// the invented people of a demonstration.
    #[arg(long, env = "MOTCUA_IDENTITY_PROVIDERS")]
    pub identity_providers: Option<PathBuf>,
}

impl IdentityOptions {
    /// Makes an application sign people in by them. The providers are asked nothing yet.
    pub fn furnish(&self, app: &App) -> Result<()> {
        let Some(path) = &self.identity_providers else { return Ok(()) };
        let providers = oidc::providers(read(path)?).with_context(|| path.display().to_string())?;
        app.sign_in_by(providers);
        Ok(())
    }
}

fn read(path: &Path) -> Result<Settings> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&text).with_context(|| path.display().to_string())
}

fn parse(text: &str) -> Result<Settings> {
    Ok(toml::from_str(text)?)
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// What the operator's guide shows is what is read.
    #[test]
    fn the_example_of_the_guide_is_read() {
        let guide = include_str!("../../../docs/guide/operator.md");
        let example = guide.split("```toml").find(|part| part.contains("[[provider]]"));
        let example = example.and_then(|part| part.split("```").next()).unwrap_or_default();
        let settings = parse(example).expect("the example of the guide");
        assert_eq!(settings.provider.len(), 1);
        assert!(settings.check().is_ok());
    }

    #[test]
    fn a_setting_nobody_knows_is_refused() {
        for wrong in ["[[provider]]\nkye = 1", "provider = 1", "[[providers]]"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
