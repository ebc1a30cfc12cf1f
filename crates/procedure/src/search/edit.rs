//! One slip of the finger: a letter too many, too few, another, or two in the wrong order.

pub(crate) use motcua_domain::text::one_slip;

/// How many slips two words are apart, up to `most`; `None`: more. For suggestions, where speed does not matter.
pub(crate) fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            next[j] = change.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_each_kind() {
        for (a, b) in [
            ("sinh", "snih"),
            ("sinh", "sin"),
            ("sinh", "sinhh"),
            ("sinh", "sing"),
            ("khai", "hkai"),
            ("an", "na"),
        ] {
            assert!(one_slip(a, b) && one_slip(b, a), "{a} {b}");
            assert_eq!(distance(a, b, 2), Some(1), "{a} {b}");
        }
        for (a, b) in [("sinh", "sinh"), ("sinh", "snhi"), ("sinh", "si"), ("khai", "chay"), ("abcd", "badc")]
        {
            assert!(!one_slip(a, b) && !one_slip(b, a), "{a} {b}");
        }
        assert_eq!(distance("", "abc", 2), None);
        assert_eq!(distance("sinh", "sinh", 0), Some(0));
    }
}
