package io.holdfast.server.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads a file at a pace and computes its MD5 on the way, so that both readings are of the same bytes. */
final class CheckedInput extends FilterInputStream {
    private final MessageDigest md5 = md5();
    private final @Nullable Pace pace;
    private long bytes;

    CheckedInput(InputStream in, @Nullable Pace pace) {
        super(in);
        this.pace = pace;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            md5.update(target, offset, read);
            bytes += read;
            if (pace != null) {
                pace.spend(read);
            }
        }
        return read;
    }

    /** How many bytes were read. */
    long bytes() {
        return bytes;
    }

    /** The MD5 of what was read; to be asked once, at the end. */
    String digest() {
        return HexFormat.of().formatHex(md5.digest());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
