package io.holdfast.storage;

import io.holdfast.wire.SnapshotRowEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The file of a snapshot. Numbers are big-endian.
 *
 * <pre>
 *  0            8         12
 * +------------+---------+----------------+---------------------+-----------------+
 * | "HOLDSNAP" | version | chunk: header  | chunks of rows …    | chunk: trailer  |
 * |  8 bytes   | 4 bytes |                |                     |                 |
 * +------------+---------+----------------+---------------------+-----------------+
 *
 * chunk:
 *  0        1         5             5+n      9+n
 * +--------+---------+-------------+--------+
 * | kind   | n       | message     | CRC32C |
 * | 1 byte | 4 bytes | n bytes     | 4 bytes|
 * +--------+---------+-------------+--------+
 * </pre>
 *
 * <p>The version is 1. The kinds are 1 for a header, 2 for rows and 3 for a trailer; the messages are those of {@code
 * snapshot.proto}. A checksum covers every byte of the file before it but the checksums: so a chunk is valid at its place
 * behind its predecessors only. The file ends with the trailer.
 */
final class SnapshotFormat {
    static final byte[] MAGIC = "HOLDSNAP".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;

    /** Magic and version. */
    static final int PREAMBLE_BYTES = 12;

    static final byte HEADER = 1;
    static final byte ROWS = 2;
    static final byte TRAILER = 3;

    /** Kind and length. */
    static final int CHUNK_HEAD_BYTES = 5;

    static final int CHECKSUM_BYTES = 4;

    /** A chunk of rows takes no row that makes it longer, unless it is the chunk's only one. */
    static final int FULL_CHUNK_BYTES = 64 << 10;

    /** The longest message in a chunk. */
    static final int MAX_CHUNK_BYTES = SnapshotRowEncoder.MAX_ROW_BYTES;

    private SnapshotFormat() {}
}
