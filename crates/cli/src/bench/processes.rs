//! What processes use, as the system counts it (Linux only).

use anyhow::{Context, Result};

/// Ticks of `/proc/PID/stat` a second: the same on every Linux.
const TICKS: f64 = 100.0;

/// Fields of `/proc/PID/stat` behind the name: the parent, and times of the process and of its ended children.
const PARENT: usize = 1;
const OWN: [usize; 2] = [11, 12];
const ENDED_CHILDREN: [usize; 2] = [13, 14];

struct Stat(Vec<String>);

impl Stat {
    fn of(pid: u32) -> Result<Self> {
        let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).context("a process (Linux only)")?;
        // The name in brackets may hold blanks; fields are counted after it.
        let rest = text.rsplit(')').next().unwrap_or_default();
        Ok(Self(rest.split_whitespace().map(str::to_owned).collect()))
    }

    fn field(&self, at: usize) -> Result<f64> {
        self.0.get(at).and_then(|text| text.parse().ok()).context("a process's figures")
    }

    fn seconds(&self, fields: [usize; 2]) -> Result<f64> {
        Ok((self.field(fields[0])? + self.field(fields[1])?) / TICKS)
    }
}

/// Processor seconds of a process, in user and in system mode.
pub fn cpu(pid: u32) -> Result<f64> {
    Stat::of(pid)?.seconds(OWN)
}

/// The same of a process and its children, those included that have ended.
pub fn cpu_of_family(pid: u32) -> Result<f64> {
    let mut ended = Stat::of(pid)?.seconds(ENDED_CHILDREN)?;
    loop {
        let living: f64 = children(pid)?.into_iter().filter_map(|child| cpu(child).ok()).sum();
        // A child that ended meanwhile has passed its time to its parent: it may have been counted twice, or not at all.
        let parent = Stat::of(pid)?;
        let ended_since = parent.seconds(ENDED_CHILDREN)?;
        if ended_since == ended {
            return Ok(parent.seconds(OWN)? + ended + living);
        }
        ended = ended_since;
    }
}

/// MiB of memory of a process and its children, what they share counted once.
pub fn memory_of_family(pid: u32) -> Result<f64> {
    let mut kib = 0.0;
    for member in children(pid)?.into_iter().chain([pid]) {
        if let Ok(text) = std::fs::read_to_string(format!("/proc/{member}/smaps_rollup")) {
            kib += number(&text, "Pss:")?;
        }
    }
    Ok(kib / 1024.0)
}

/// A line of `/proc/PID/status` in MiB, such as `VmRSS:`.
pub fn memory(pid: u32, key: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).context("memory (Linux only)")?;
    Ok(number(&status, key)? / 1024.0)
}

fn number(text: &str, key: &str) -> Result<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key)).context("memory")?;
    line.trim().trim_end_matches("kB").trim().parse().context("memory")
}

fn children(pid: u32) -> Result<Vec<u32>> {
    let all = std::fs::read_dir("/proc").context("processes (Linux only)")?;
    let pids = all.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parent = f64::from(pid);
    Ok(pids
        .filter(|child| Stat::of(*child).and_then(|stat| stat.field(PARENT)).is_ok_and(|of| of == parent))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn no_work_is_lost_or_counted_twice_when_members_end_meanwhile() {
        let own = std::process::id();
        let busy = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
        let until = std::time::Instant::now() + std::time::Duration::from_millis(1_500);
        std::thread::scope(|scope| {
            let children: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(move || {
                        while std::time::Instant::now() < until {
                            Command::new("sh").args(["-c", busy]).status().expect("a child process");
                        }
                    })
                })
                .collect();
            let mut last = 0.0;
            while children.iter().any(|child| !child.is_finished()) {
                let now = cpu_of_family(own).expect("own figures");
                // The system counts in hundredths.
                assert!(now + 0.011 >= last, "{last} s, and then {now} s");
                last = now;
            }
        });
    }

    #[test]
    fn a_family_s_work_is_counted_while_its_members_live_and_after() {
        let own = std::process::id();
        let before = cpu_of_family(own).expect("own figures");
        let busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; read wait";
        let mut child =
            Command::new("sh").args(["-c", busy]).stdin(Stdio::piped()).spawn().expect("a child process");
        assert!(children(own).expect("processes").contains(&child.id()));
        let grown = |before: f64| {
            let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
            while cpu_of_family(own).expect("own figures") < before + 0.05 {
                assert!(std::time::Instant::now() < deadline, "the child's work is not counted");
                std::thread::yield_now();
            }
        };
        grown(before);
        drop(child.stdin.take());
        child.wait().expect("the child's end");
        assert!(cpu_of_family(own).expect("own figures") >= before + 0.05, "an ended child still counts");
        assert!(memory_of_family(own).expect("own memory") > 0.5);
    }
}
