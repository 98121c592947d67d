"""The long help and the version of tar.

Models contrib/libarchive/tar/bsdtar.c (long_help, version) and archive_version_details.c with the libraries of 14.
"""

from __future__ import annotations

HELP = """\
First option must be a mode specifier:
  -c Create  -r Add/Replace  -t List  -u Update  -x Extract
Common Options:
  -b #  Use # 512-byte records per I/O block
  -f <filename>  Location of archive (default /dev/sa0)
  -v    Verbose
  -w    Interactive
Create: {0} -c [options] [<file> | <dir> | @<archive> | -C <dir> ]
  <file>, <dir>  add these items to archive
  -z, -j, -J, --lzma  Compress archive with gzip/bzip2/xz/lzma
  --format {{ustar|pax|cpio|shar}}  Select archive format
  --exclude <pattern>  Skip files that match pattern
  -C <dir>  Change to <dir> before processing remaining files
  @<archive>  Add entries from <archive> to output
List: {0} -t [options] [<patterns>]
  <patterns>  If specified, list only entries that match
Extract: {0} -x [options] [<patterns>]
  <patterns>  If specified, extract only entries that match
  -k    Keep (don't overwrite) existing files
  -m    Don't restore modification times
  -O    Write entries to stdout, don't restore to disk
  -p    Restore permissions (including ACLs, owner, file flags)
"""
VERSION = "bsdtar 3.7.1 - libarchive 3.7.1 zlib/1.3 liblzma/5.4.5 bz2lib/1.0.8 libzstd/1.5.2 \n"
