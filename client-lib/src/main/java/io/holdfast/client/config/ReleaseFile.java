package io.holdfast.client.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A release as a file. Numbers have their highest byte first; a text is the length of its UTF-8 as an int, and that.
 *
 * <pre>
 * | "HFRELEAS" (8) | version (int) | header | documents (int) | path, type (int), length (int), content | … | SHA-256 of all before (32) |
 *
 * header: set, number, parent, rollbackOf (longs), state (int), revision, publishedMillis, currentMillis (longs),
 *         author, comment, checksum, schemaChecksum (as texts are)
 * </pre>
 */
final class ReleaseFile {
    static final int VERSION = 1;
    static final int MAX_BYTES = Limits.MAX_RELEASE_BYTES + (64 << 10);

    private static final byte[] MAGIC = "HFRELEAS".getBytes(StandardCharsets.US_ASCII);
    private static final int SUM_BYTES = 32;

    private ReleaseFile() {}

    static byte[] encode(Release release) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            ReleaseHeader header = release.header();
            out.write(MAGIC);
            out.writeInt(VERSION);
            write(out, Bytes.utf8(header.set()));
            out.writeLong(header.number());
            out.writeLong(header.parent());
            out.writeLong(header.rollbackOf());
            out.writeInt(header.state().number());
            out.writeLong(header.revision());
            out.writeLong(header.publishedMillis());
            out.writeLong(header.currentMillis());
            write(out, Bytes.utf8(header.author()));
            write(out, Bytes.utf8(header.comment()));
            write(out, header.checksum());
            write(out, header.schemaChecksum());
            out.writeInt(release.documents().size());
            for (Document document : release.documents()) {
                write(out, Bytes.utf8(document.path()));
                out.writeInt(document.type().number());
                write(out, document.content());
            }
            out.write(sha256(bytes.toByteArray()));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Bytes bytes) throws IOException {
        out.writeInt(bytes.size());
        out.write(bytes.toArray());
    }

    /**
     * Reads a release.
     *
     * @throws LastKnownGoodException if this is not the whole of one, as it was written
     */
    static Release decode(byte[] file) throws LastKnownGoodException {
        int body = file.length - SUM_BYTES;
        if (body < MAGIC.length + Integer.BYTES || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new LastKnownGoodException("it is no file of a release, or a torn one");
        }
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(file, 0, body));
            in.skipNBytes(MAGIC.length);
            int version = in.readInt();
            if (version != VERSION) {
                throw new LastKnownGoodException(
                        "it has version " + version + " of its format, this client reads " + VERSION);
            }
            if (!MessageDigest.isEqual(
                    sha256(Arrays.copyOf(file, body)), Arrays.copyOfRange(file, body, file.length))) {
                throw new LastKnownGoodException("it does not match its checksum: torn or damaged");
            }
            return release(in);
        } catch (LastKnownGoodException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new LastKnownGoodException("it cannot be read: " + e.getMessage());
        }
    }

    private static Release release(DataInputStream in) throws IOException {
        String set = text(in);
        long number = in.readLong();
        long parent = in.readLong();
        long rollbackOf = in.readLong();
        ReleaseState state = state(in.readInt());
        long revision = in.readLong();
        long published = in.readLong();
        long current = in.readLong();
        String author = text(in);
        String comment = text(in);
        Bytes checksum = bytes(in);
        Bytes schema = bytes(in);
        int count = in.readInt();
        if (count < 0 || count > Limits.MAX_DOCUMENTS) {
            throw new LastKnownGoodException("it says it has " + count + " documents");
        }
        List<Document> documents = new ArrayList<>(count);
        long size = 0;
        for (int i = 0; i < count; i++) {
            Document document = new Document(text(in), type(in.readInt()), bytes(in));
            size += document.content().size();
            documents.add(document);
        }
        if (in.available() > 0 || !ReleaseChecksum.of(documents).equals(checksum)) {
            throw new LastKnownGoodException("its documents do not match the checksum of the release");
        }
        ReleaseHeader header = new ReleaseHeader(
                set,
                number,
                parent,
                rollbackOf,
                state,
                revision,
                published,
                current,
                author,
                comment,
                checksum,
                schema,
                count,
                size);
        return new Release(header, documents);
    }

    private static String text(DataInputStream in) throws IOException {
        return bytes(in).utf8();
    }

    private static Bytes bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new LastKnownGoodException("a part of it has " + length + " bytes, " + in.available() + " are left");
        }
        return Bytes.wrap(in.readNBytes(length));
    }

    private static ReleaseState state(int number) throws LastKnownGoodException {
        for (ReleaseState state : ReleaseState.values()) {
            if (state.number() == number) {
                return state;
            }
        }
        throw new LastKnownGoodException("it has a state of number " + number);
    }

    private static DocumentType type(int number) throws LastKnownGoodException {
        for (DocumentType type : DocumentType.values()) {
            if (type.number() == number) {
                return type;
            }
        }
        throw new LastKnownGoodException("it has a document of type number " + number);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
