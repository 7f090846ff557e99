package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotTrailer;

/** What stands before and behind the rows of a snapshot: messages of {@code snapshot.proto}. Safe for any thread. */
public final class SnapshotCodec {
    private static final int EXPECTED_BYTES = 128;

    private SnapshotCodec() {}

    /**
     * Encodes a header.
     *
     * @throws IllegalArgumentException if the cluster's or the writer's name is longer than {@link
     *     Limits#MAX_NAME_BYTES}
     */
    public static byte[] encode(SnapshotHeader header) {
        ProtoWriter writer = new ProtoWriter(EXPECTED_BYTES);
        writer.text(6, "cluster_id", header.clusterId(), Limits.MAX_NAME_BYTES);
        writer.text(5, "writer", header.writer(), Limits.MAX_NAME_BYTES);
        writer.number(4, header.wallMillis());
        writer.number(3, header.index());
        writer.number(2, header.term());
        writer.text(1, "cluster", header.cluster(), Limits.MAX_NAME_BYTES);
        return writer.toArray();
    }

    /**
     * Decodes the header in {@code length} bytes of {@code array} from {@code offset}.
     *
     * @throws MalformedException if the bytes are not exactly one header of this version
     */
    public static SnapshotHeader header(byte[] array, int offset, int length) throws MalformedException {
        ProtoReader reader = new ProtoReader(array, offset, length);
        String cluster = "";
        long term = 0;
        long index = 0;
        long wallMillis = 0;
        String writer = "";
        String clusterId = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> cluster = reader.text("cluster", Limits.MAX_NAME_BYTES);
                case 2 -> term = notNegative(reader, "term");
                case 3 -> index = notNegative(reader, "index");
                case 4 -> wallMillis = reader.int64("wall_millis");
                case 5 -> writer = reader.text("writer", Limits.MAX_NAME_BYTES);
                case 6 -> clusterId = reader.text("cluster_id", Limits.MAX_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotHeader(cluster, clusterId, term, index, wallMillis, writer);
    }

    /** Encodes a trailer. */
    public static byte[] encode(SnapshotTrailer trailer) {
        ProtoWriter writer = new ProtoWriter(EXPECTED_BYTES);
        writer.fixed64(4, trailer.content());
        writer.fixed64(3, trailer.chain());
        writer.number(2, trailer.digestVersion());
        writer.number(1, trailer.rows());
        return writer.toArray();
    }

    /**
     * Decodes the trailer in {@code length} bytes of {@code array} from {@code offset}.
     *
     * @throws MalformedException if the bytes are not exactly one trailer of this version
     */
    public static SnapshotTrailer trailer(byte[] array, int offset, int length) throws MalformedException {
        ProtoReader reader = new ProtoReader(array, offset, length);
        long rows = 0;
        int digestVersion = 0;
        long chain = 0;
        long content = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> rows = notNegative(reader, "rows");
                case 2 -> digestVersion = reader.int32("digest_version");
                case 3 -> chain = reader.fixed64("chain");
                case 4 -> content = reader.fixed64("content");
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotTrailer(rows, digestVersion, chain, content);
    }

    private static long notNegative(ProtoReader reader, String name) throws MalformedException {
        long number = reader.int64(name);
        if (number < 0) {
            throw reader.broken(name, "is negative: " + number);
        }
        return number;
    }
}
