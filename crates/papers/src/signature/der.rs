//! Values in DER, read where they stand: a signature covers bytes as they were written, so nothing is decoded and written
//! anew. No recursion, nothing allocated; what is not DER is `None`.

/// A value: its tag, what is in it, and all of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) body: &'a [u8],
    pub(super) whole: &'a [u8],
}

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BITS: u8 = 0x03;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// `[n]` around other values.
pub(super) const fn tagged(number: u8) -> u8 {
    0xa0 | number
}

/// Values one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'a>(&'a [u8]);

impl<'a> Values<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next value, when it has this tag.
    pub(super) fn pull(&mut self, tag: u8) -> Option<Value<'a>> {
        let (value, rest) = split(self.0)?;
        (value.tag == tag).then(|| {
            self.0 = rest;
            value
        })
    }

    /// What stands in the next value of this tag.
    pub(super) fn open(&mut self, tag: u8) -> Option<Values<'a>> {
        self.pull(tag).map(|value| value.inside())
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Value<'a>;

    /// Ends also where something stands that is no value: whoever must have read all of it asks [`Values::is_done`].
    fn next(&mut self) -> Option<Value<'a>> {
        let (value, rest) = split(self.0)?;
        self.0 = rest;
        Some(value)
    }
}

impl<'a> Value<'a> {
    /// The first value of some bytes; what stands behind it is not looked at.
    pub(super) fn first(bytes: &'a [u8]) -> Option<Value<'a>> {
        split(bytes).map(|(value, _)| value)
    }

    pub(super) fn inside(&self) -> Values<'a> {
        Values(self.body)
    }

    pub(super) fn is(&self, tag: u8) -> bool {
        self.tag == tag
    }
}

fn split(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    // Tags of several bytes stand nowhere in a signature.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = if short < 0x80 {
        (usize::from(short), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
        // No digits at all would be a length told at the end: that is BER.
        if digits.is_empty() || digits.len() > 4 {
            return None;
        }
        (digits.iter().fold(0_usize, |sum, digit| sum << 8 | usize::from(*digit)), rest)
    };
    let (body, behind) = rest.split_at_checked(length)?;
    let whole = &bytes[..bytes.len() - behind.len()];
    Some((Value { tag, body, whole }, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_where_it_stands() {
        let bytes = [0x30, 0x03, 0x02, 0x01, 0x05, 0xff];
        let value = Value::first(&bytes).map(|value| (value.tag, value.whole.len()));
        assert_eq!(value, Some((SEQUENCE, 5)));
        let mut inside = Values::of(&bytes[2..5]);
        assert_eq!(inside.pull(OCTETS).map(|_| ()), None);
        assert_eq!(inside.pull(INTEGER).map(|value| value.body), Some(&[5][..]));
        assert!(inside.is_done());
    }

    #[test]
    fn what_is_cut_off_or_told_at_its_end_is_none() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x02, 1],
            &[0x1f, 0x81, 1, 0],
            &[4, 0x85, 0, 0, 0, 0, 0],
        ] {
            assert!(Value::first(bytes).is_none(), "{bytes:?}");
        }
    }
}
