//! A ZIP archive of a few small files, stored as they are (APPNOTE 6.3.10, method 0, UTF-8 names).

/// Packs files; `None` when one is larger than the format holds without its extensions.
#[must_use]
pub fn stored(files: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let at = u32::try_from(archive.len()).ok()?;
        let head = head(name, content)?;
        archive.extend(0x0403_4b50_u32.to_le_bytes());
        archive.extend(&head);
        archive.extend(name.as_bytes());
        archive.extend(content);
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        directory.extend(20_u16.to_le_bytes());
        directory.extend(&head);
        // Comment, disk, internal and external attributes: none.
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size) = (u32::try_from(archive.len()).ok()?, u32::try_from(directory.len()).ok()?);
    let count = u16::try_from(files.len()).ok()?;
    archive.extend(directory);
    archive.extend(0x0605_4b50_u32.to_le_bytes());
    archive.extend([0; 4]);
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(size.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend(0_u16.to_le_bytes());
    Some(archive)
}

/// What both records of a file say: version, UTF-8, stored, 1 January 1980, checksum, sizes, length of the name, no extra.
fn head(name: &str, content: &[u8]) -> Option<Vec<u8>> {
    let size = u32::try_from(content.len()).ok()?;
    let mut head = Vec::with_capacity(26);
    for word in [20_u16, 0x0800, 0, 0, 0x0021] {
        head.extend(word.to_le_bytes());
    }
    for word in [crc32(content), size, size] {
        head.extend(word.to_le_bytes());
    }
    head.extend(u16::try_from(name.len()).ok()?.to_le_bytes());
    head.extend(0_u16.to_le_bytes());
    Some(head)
}

/// The checksum of the format (polynomial 0xEDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_format() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn the_directory_stands_where_the_end_says() {
        let archive = stored(&[("a.txt".into(), b"one".to_vec()), ("b.txt".into(), b"two".to_vec())]);
        let archive = archive.expect("small enough");
        let end = archive.len() - 22;
        let start = u32::from_le_bytes(archive[end + 16..end + 20].try_into().expect("four bytes")) as usize;
        assert_eq!(&archive[start..start + 4], &[0x50, 0x4b, 1, 2]);
        assert_eq!(&archive[end + 10..end + 12], &[2, 0]);
        assert!(archive.windows(3).any(|part| part == b"two"));
    }
}
