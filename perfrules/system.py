"""Why the system does not open or write a file, in words; it says so itself in English only."""

from __future__ import annotations

import errno

from perfrules.source import Words

_WHY = {
    errno.ENOENT: Words("没有这个文件或文件夹", "no such file or folder"),
    errno.EACCES: Words("没有权限", "permission denied"),
    errno.EPERM: Words("没有权限", "permission denied"),
    errno.EBUSY: Words("正在别的程序里打开", "another program has it open"),
    errno.EISDIR: Words("这是一个文件夹", "it is a folder"),
    errno.ENOTDIR: Words("路径中间有一段不是文件夹", "a part of its path is no folder"),
    errno.ENAMETOOLONG: Words("名字太长", "its name is too long"),
    errno.ELOOP: Words("链接绕成了圈", "its links go round in a circle"),
    errno.EROFS: Words("磁盘是只读的", "the disk can only be read"),
    errno.ENOSPC: Words("磁盘满了", "the disk is full"),
    errno.EDQUOT: Words("超过了磁盘配额", "the quota of the disk is used up"),
    errno.EFBIG: Words("文件太大", "the file is too large"),
    errno.EMFILE: Words("打开的文件太多", "too many files are open"),
    errno.ENFILE: Words("打开的文件太多", "too many files are open"),
    errno.EIO: Words("磁盘读写出错", "the disk fails"),
}


def refusal(error: OSError) -> Words:
    """Why a file is not opened or written; in the words of the system where it has a reason of its own."""
    said = error.strerror or str(error)
    return _WHY.get(error.errno or 0, Words(said, said))
