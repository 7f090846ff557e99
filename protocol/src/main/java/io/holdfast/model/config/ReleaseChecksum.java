package io.holdfast.model.config;

import io.holdfast.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The checksum of what a release holds: SHA-256 over its documents in order of their paths, each as the length of its path
 * in UTF-8, the path, the type's number, the length of the content and the content; numbers as four bytes, the highest first.
 */
public final class ReleaseChecksum {
    private ReleaseChecksum() {}

    /** The checksum of documents, in whatever order they come: 32 bytes. */
    public static Bytes of(Collection<Document> documents) {
        MessageDigest digest = sha256();
        List<Document> sorted = new ArrayList<>(documents);
        sorted.sort((one, other) -> one.path().compareTo(other.path()));
        for (Document document : sorted) {
            byte[] path = document.path().getBytes(StandardCharsets.UTF_8);
            digest.update(number(path.length));
            digest.update(path);
            digest.update(number(document.type().number()));
            digest.update(number(document.content().size()));
            digest.update(document.content().sharedArray());
        }
        return Bytes.wrap(digest.digest());
    }

    /** The checksum of a schema: SHA-256 of its bytes. */
    public static Bytes of(Bytes schema) {
        return Bytes.wrap(sha256().digest(schema.sharedArray()));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
