package io.holdfast.server.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which cluster of a name this is. A cluster that was never restored has the id of its name; each restoration has one of
 * its own, so that members of before have nothing in common with those of after: to Raft they are another group.
 *
 * <p>It is written down as text, and not at all if it is the name's ({@link #written}): so what never was restored
 * looks as it did before there were restorations.
 *
 * @param value the id
 */
public record ClusterId(UUID value) {
    /** What the word of a restoration may look like. */
    public static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The id of a cluster that was never restored. */
    public static ClusterId ofName(String cluster) {
        return new ClusterId(UUID.nameUUIDFromBytes(("holdfast/" + cluster).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The id of a cluster that begins with a backup: the same wherever the same four come together.
     *
     * @param cluster its name
     * @param backup the SHA-256 of the backup's file, in hexadecimal digits
     * @param token the word for this restoration, as {@link #TOKEN} has it
     * @param leaps how often the counters leapt: nodes that begin with different numbers are of different clusters
     */
    public static ClusterId restored(String cluster, String backup, String token, long leaps) {
        // A single leap, which is the usual, is not written; neither name nor word has a line's end.
        String further = leaps == 1 ? "" : "\n" + leaps;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("holdfast restored\n" + cluster + "\n" + backup + "\n" + token + further)
                            .getBytes(StandardCharsets.UTF_8));
            ByteBuffer bits = ByteBuffer.wrap(hash);
            // A UUID of version 8: made of bits of one's own.
            long high = (bits.getLong() & ~0xf000L) | 0x8000L;
            long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
            return new ClusterId(new UUID(high, low));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The id that {@link #written} wrote.
     *
     * @param cluster the cluster's name
     * @param written the text, empty for the id of the name
     * @throws IllegalArgumentException if it is neither empty nor an id
     */
    public static ClusterId read(String cluster, String written) {
        if (written.isEmpty()) {
            return ofName(cluster);
        }
        if (!TEXT.matcher(written).matches()) {
            throw new IllegalArgumentException("'" + written + "' is no id of a cluster");
        }
        return new ClusterId(UUID.fromString(written));
    }

    /** What stands for it in files and messages of a cluster of this name. */
    public String written(String cluster) {
        return equals(ofName(cluster)) ? "" : toString();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
