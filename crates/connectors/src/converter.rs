//! Programs of the operator that make a page of what nothing here unpacks: HEIC photos, documents of Word.
//!
//! Such a program reads what strangers send, so it is trusted with nothing: it runs alone in a fresh folder, without a shell,
//! without our environment, limited in time, processor, memory and what it may write. What it leaves is a file like any
//! that comes from outside: it is looked at again before it is kept.

use motcua_app::files::convert::{Converter, Failed};
use motcua_papers::Kind;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What a program may take, and what it may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time on the clock.
    pub time: Duration,
    /// Bytes of memory.
    pub memory: u64,
    /// Bytes of any file it writes.
    pub written: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(45), memory: 2 << 30, written: 64 << 20 }
    }
}

/// A program with its arguments. `{input}` is the file, `{output}` the file to be made, `{folder}` the folder it may lie in
/// under whatever name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program(Vec<String>);

impl Program {
    /// Reads a command: words between spaces; nothing is expanded.
    ///
    /// # Errors
    /// When it names no input or no place for the output.
    pub fn parse(text: &str) -> Result<Program, String> {
        let words: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
        let says = |mark: &str| words.iter().skip(1).any(|word| word.contains(mark));
        if says("{input}") && (says("{output}") || says("{folder}")) {
            Ok(Program(words))
        } else {
            Err("a command with {input} and {output} or {folder} is expected".to_owned())
        }
    }
}

/// The programs of an operator.
#[derive(Debug, Clone, Default)]
pub struct Programs {
    /// For HEIC photos.
    pub heic: Option<Program>,
    /// For documents of Word.
    pub docx: Option<Program>,
    /// What each may take.
    pub limits: Limits,
}

impl Converter for Programs {
    fn converts(&self, kind: Kind) -> bool {
        self.program(kind).is_some()
    }

    fn convert(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, Failed> {
        let program = self.program(kind).ok_or_else(|| Failed("no program is set".into()))?;
        let folder = tempfile::Builder::new().prefix("motcua-").tempdir();
        let folder = folder.map_err(|error| Failed(format!("no folder to work in: {error}")))?;
        self.run(program, folder.path(), kind, bytes).map_err(Failed)
    }
}

impl Programs {
    fn program(&self, kind: Kind) -> Option<&Program> {
        match kind {
            Kind::Heic => self.heic.as_ref(),
            Kind::Docx => self.docx.as_ref(),
            Kind::Jpeg | Kind::Png | Kind::Pdf => None,
        }
    }

    fn run(&self, program: &Program, folder: &Path, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let told = |error: std::io::Error| error.to_string();
        let (input, made) = (folder.join(format!("input.{}", kind.key())), folder.join("made"));
        fs::write(&input, bytes).and_then(|()| fs::create_dir(&made)).map_err(told)?;
        let output = made.join("output.pdf");
        let marks = [("{input}", &input), ("{output}", &output), ("{folder}", &made)];
        let filled = program.0.iter().map(|word| {
            let fill = |word: String, (mark, path): &(&str, &std::path::PathBuf)| {
                word.replace(mark, &path.to_string_lossy())
            };
            OsString::from(marks.iter().fold(word.clone(), fill))
        });
        let seconds = self.limits.time.as_secs().max(1);
        // `timeout` ends the whole group of the program, also what it started; `prlimit` binds it before it begins.
        let mut command = Command::new("timeout");
        command
            .arg("--signal=KILL")
            .arg(seconds.to_string())
            .arg("prlimit")
            .arg(format!("--as={}", self.limits.memory))
            .arg(format!("--fsize={}", self.limits.written))
            .arg(format!("--cpu={seconds}"))
            .arg("--core=0")
            .arg("--")
            .args(filled)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LANG", "C.UTF-8")
            .env("HOME", folder)
            .env("TMPDIR", folder)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = command.status().map_err(|error| format!("timeout cannot be run: {error}"))?;
        if !status.success() {
            return Err(match status.code() {
                Some(124 | 137) | None => format!("it was ended after {seconds} s or by a limit"),
                Some(code) => format!("it ended with {code}"),
            });
        }
        self.left(&made)
    }

    /// The one file that was left: no link, no second one, within the limit.
    fn left(&self, made: &Path) -> Result<Vec<u8>, String> {
        let told = |error: std::io::Error| error.to_string();
        let entries: Vec<_> =
            fs::read_dir(made).map_err(told)?.take(2).collect::<Result<_, _>>().map_err(told)?;
        let [entry] = &entries[..] else { return Err(format!("it left {} files", entries.len())) };
        if !entry.file_type().map_err(told)?.is_file() {
            return Err("it left something that is no file".to_owned());
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(entry.path()).map_err(told)?;
        file.take(self.limits.written + 1).read_to_end(&mut bytes).map_err(told)?;
        if bytes.len() as u64 > self.limits.written {
            return Err("it left too much".to_owned());
        }
        Ok(bytes)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// Runs a script as the converter of Word documents.
    fn run(script: &str, limits: Limits) -> Result<Vec<u8>, Failed> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("convert");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let command = format!("/bin/sh {} {{input}} {{output}} {{folder}}", path.display());
        let programs = Programs { docx: Some(Program::parse(&command).unwrap()), heic: None, limits };
        assert!(programs.converts(Kind::Docx) && !programs.converts(Kind::Heic));
        programs.convert(Kind::Docx, b"mot van ban")
    }

    fn why(script: &str, limits: Limits) -> String {
        run(script, limits).unwrap_err().0
    }

    #[test]
    fn what_the_program_makes_is_given_back() {
        assert_eq!(run(r#"tr a-z A-Z < "$1" > "$2""#, Limits::default()).unwrap(), b"MOT VAN BAN");
        // Under a name of its own, as office programs do.
        assert_eq!(run(r#"cp "$1" "$3/input.pdf""#, Limits::default()).unwrap(), b"mot van ban");
    }

    #[test]
    fn it_gets_no_environment_but_a_folder() {
        let seen = String::from_utf8(run(r#"env > "$2""#, Limits::default()).unwrap()).unwrap();
        let names: Vec<&str> = seen.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
        for name in &names {
            assert!(
                ["PATH", "LANG", "HOME", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_"].contains(name),
                "{name}"
            );
        }
        assert!(seen.contains("HOME=") && !seen.contains("CARGO"));
    }

    #[test]
    fn whatever_goes_wrong_is_told() {
        let few = Limits { written: 100_000, ..Limits::default() };
        assert_eq!(why("exit 3", few), "it ended with 3");
        assert_eq!(why("true", few), "it left 0 files");
        assert_eq!(why(r#"cp "$1" "$2"; cp "$1" "$3/b""#, few), "it left 2 files");
        // A link would have something else read: the key of the files, for instance.
        assert_eq!(why(r#"ln -s /etc/passwd "$2""#, few), "it left something that is no file");
        assert!(run(r#"head -c 500000 /dev/zero > "$2""#, few).is_err(), "too much is never written");
        let program = Program::parse("/nowhere/convert {input} {output}").unwrap();
        let programs = Programs { heic: Some(program), ..Programs::default() };
        assert!(programs.convert(Kind::Heic, b"x").is_err());
    }

    #[test]
    fn a_program_that_hangs_is_ended_with_all_it_started() {
        let short = Limits { time: Duration::from_secs(1), ..Limits::default() };
        let begun = std::time::Instant::now();
        assert!(why("sleep 300 & sleep 300", short).contains("ended after 1 s"));
        assert!(begun.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn memory_is_limited() {
        let small = Limits { memory: 64 << 20, time: Duration::from_secs(20), ..Limits::default() };
        assert!(
            run(r#"head -c 400000000 /dev/zero | tail -c 300000000 > /dev/null && cp "$1" "$2""#, small)
                .is_err()
        );
    }

    #[test]
    fn a_command_says_what_goes_in_and_what_comes_out() {
        assert!(Program::parse("soffice --headless --convert-to pdf --outdir {folder} {input}").is_ok());
        for text in ["", "convert", "convert {input}", "{input} {output}", "convert {output}"] {
            assert!(Program::parse(text).is_err(), "{text}");
        }
    }
}
