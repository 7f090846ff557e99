package io.holdfast.server.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Whose a data directory is.
 *
 * <p>Its file is UTF-8 text, lines in this order, each ended by a line feed:
 *
 * <pre>{@code
 * format=1
 * cluster=demo
 * node=n1
 * storage=6f0c…            the id drawn when the directory was formatted
 * id=9d0c…                 which cluster of the name; in format 2 only
 * crc32c=8a1b2c3d          of every byte above this line
 * }</pre>
 *
 * <p>Format 2 is written for members of a cluster that was restored from a backup, format 1 for all others.
 *
 * @param cluster the cluster's name
 * @param node the node's id
 * @param storage the directory's own id, never drawn twice
 * @param id which cluster of the name
 */
public record Identity(String cluster, String node, String storage, ClusterId id) {
    /** The newest format this version writes and reads. */
    static final int FORMAT = 2;

    private static final int WITHOUT_ID = 1;

    /** No identity file is larger. */
    static final int MAX_BYTES = 4096;

    private static final List<String> FIELDS = List.of("format", "cluster", "node", "storage", "id", "crc32c");

    /** Refuses what could not be read back. */
    public Identity {
        for (String text : List.of(cluster, node, storage)) {
            if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("an identity may not hold empty or control characters: " + text);
            }
        }
    }

    /** Of a member of a cluster that was never restored. */
    public Identity(String cluster, String node, String storage) {
        this(cluster, node, storage, ClusterId.ofName(cluster));
    }

    byte[] encode() {
        String written = id.written(cluster);
        String body = "format=" + (written.isEmpty() ? WITHOUT_ID : FORMAT) + "\ncluster=" + cluster + "\nnode=" + node
                + "\nstorage=" + storage + "\n" + (written.isEmpty() ? "" : "id=" + written + "\n");
        return (body + "crc32c=" + checksum(body) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads an identity file.
     *
     * @param where the file, for messages
     * @throws DirectoryException if it was written by a newer version or is damaged
     */
    static Identity decode(byte[] bytes, Object where) throws DirectoryException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : Arrays.asList(text.split("\n", -1))) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                fields.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        String format = fields.getOrDefault("format", "");
        if (format.matches("[1-9][0-9]{0,8}") && Integer.parseInt(format) > FORMAT) {
            throw new DirectoryException(where + ": the data directory has format " + format
                    + ", this version reads up to " + FORMAT + "; start the newer version that wrote it");
        }
        int end = text.lastIndexOf("crc32c=");
        Set<String> expected = new HashSet<>(FIELDS);
        if (format.equals(Integer.toString(WITHOUT_ID))) {
            expected.remove("id");
        }
        boolean whole = fields.keySet().equals(expected)
                && (format.equals(Integer.toString(WITHOUT_ID)) || format.equals(Integer.toString(FORMAT)))
                && end > 0
                && checksum(text.substring(0, end)).equals(fields.get("crc32c"));
        if (!whole) {
            throw new DirectoryException(where + ": the identity of the data directory is damaged; do not start this"
                    + " node on it: restore the file, or replace the member");
        }
        try {
            String cluster = fields.getOrDefault("cluster", "");
            return new Identity(
                    cluster,
                    fields.getOrDefault("node", ""),
                    fields.getOrDefault("storage", ""),
                    ClusterId.read(cluster, fields.getOrDefault("id", "")));
        } catch (IllegalArgumentException e) {
            throw new DirectoryException(where + ": " + e.getMessage(), e);
        }
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }
}
