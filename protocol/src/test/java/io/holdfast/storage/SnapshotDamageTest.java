package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.wire.MalformedException;
import io.holdfast.wire.SnapshotCodec;
import io.holdfast.wire.SnapshotSamples;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged and hostile files: whatever is wrong is said, with the byte, and nothing else is thrown. */
@Timeout(60)
class SnapshotDamageTest {
    private static final byte[] FILE = SnapshotSamples.withElections().encode();

    @Test
    void aFileCutShortAnywhereIsRefused() {
        for (int length = 0; length < FILE.length; length++) {
            refused(Arrays.copyOf(FILE, length))
                    .withMessageMatching("(?s).*damaged at byte " + length + ": .* cut short");
        }
    }

    @Test
    void aFlippedBitAnywhereIsRefused() {
        for (int bit = 0; bit < 8 * FILE.length; bit++) {
            byte[] damaged = FILE.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            refused(damaged);
        }
    }

    @Test
    void aByteMoreOrLessAnywhereIsRefused() {
        for (int at = 0; at < FILE.length; at++) {
            byte[] longer = Arrays.copyOf(FILE, FILE.length + 1);
            System.arraycopy(FILE, at, longer, at + 1, FILE.length - at);
            refused(longer);
            byte[] shorter = Arrays.copyOf(FILE, FILE.length - 1);
            System.arraycopy(FILE, at + 1, shorter, at, FILE.length - at - 1);
            refused(shorter);
        }
    }

    @Test
    void whatFollowsTheTrailerIsRefused() {
        refused(Arrays.copyOf(FILE, FILE.length + 1))
                .withMessageContaining("damaged at byte " + FILE.length + ": the file goes on behind its trailer");
    }

    @Test
    void anotherFileIsNoSnapshot() {
        refused("#!/bin/sh\nexit 0\n".getBytes(StandardCharsets.US_ASCII))
                .withMessage("the snapshot is damaged at byte 0: the file does not begin as a snapshot does");
    }

    @Test
    void aLaterFormatSaysWhatToDo() {
        byte[] later = FILE.clone();
        later[11] = 2;
        refused(later)
                .withMessageContaining("format version 2")
                .withMessageContaining("run the release that wrote it")
                .matches(MalformedException::unsupported);
    }

    @Test
    void aClaimedLengthBeyondTheBoundIsRefusedBeforeAnythingIsAllocated() {
        for (int claimed : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (4 << 20) + 1}) {
            byte[] file = new Forger().header().toArray();
            ByteBuffer head = ByteBuffer.allocate(file.length + 5).put(file);
            refused(head.put((byte) 2).putInt(claimed).array())
                    .withMessageContaining("damaged at byte " + file.length)
                    .withMessageContaining("at most 4194304 are allowed");
        }
    }

    @Test
    void chunksChangePlacesOnlyWithTheirChecksums() {
        Forger forger = new Forger().header();
        int first = forger.size();
        byte[] swapped = forger.rows("0a 05 12 03 0a 01 6e")
                .rows("0a 05 12 03 0a 01 6d")
                .trailer(2)
                .toArray();
        int length = 5 + 7 + 4;
        byte[] chunk = Arrays.copyOfRange(swapped, first, first + length);
        System.arraycopy(swapped, first + length, swapped, first, length);
        System.arraycopy(chunk, 0, swapped, first + length, length);
        refused(swapped).withMessageContaining("damaged at byte " + first + ": the checksum");
    }

    @Test
    void anUnknownKindOfRowWasWrittenByANewerRelease() {
        refused(new Forger()
                        .header()
                        .rows("0a 05 12 03 0a 01 6e")
                        .rows("0a 03 82 01 00")
                        .trailer(2)
                        .toArray())
                .withMessageStartingWith("the snapshot was written by a newer release")
                .withMessageContaining("row.field 16 is not known to this version")
                .matches(MalformedException::unsupported);
    }

    @Test
    void anUnknownKindOfChunkWasWrittenByANewerRelease() {
        refused(new Forger().header().chunk(9, new byte[] {1, 2}).trailer(0).toArray())
                .withMessageContaining("a chunk of kind 9")
                .matches(MalformedException::unsupported);
    }

    @Test
    void anUnknownFieldOfAHeaderWasWrittenByANewerRelease() {
        refused(new Forger().chunk(1, bytes("38 01")).trailer(0).toArray())
                .withMessageContaining("field 7 is not known")
                .matches(MalformedException::unsupported);
        refused(new Forger().header().chunk(3, bytes("30 01")).toArray())
                .withMessageContaining("field 6 is not known")
                .matches(MalformedException::unsupported);
    }

    @Test
    void aRowThatMakesNoSenseIsNamedWithItsByte() {
        Forger forger = new Forger().header();
        int start = forger.size() + 5;
        refused(forger.rows("0a 05 12 03 0a 01 6e 0a 05 12 03 0a 09 6e")
                        .trailer(2)
                        .toArray())
                .withMessage("the snapshot is damaged at byte " + (start + 7)
                        + ": row.member.node claims 9 bytes where 1 are left");
        refused(new Forger().header().rows("0a 00").trailer(1).toArray())
                .withMessageContaining("row.kind of row is missing");
        refused(new Forger().header().rows("12 00").trailer(1).toArray()).withMessageContaining("field 2 is not known");
    }

    @Test
    void partsOutOfPlaceAreRefused() {
        refused(new Forger().header().header().trailer(0).toArray()).withMessageContaining("a second header");
        refused(new Forger().trailer(0).toArray()).withMessageContaining("where the header must be");
        refused(new Forger().rows("0a 05 12 03 0a 01 6e").toArray()).withMessageContaining("where the header must be");
        refused(new Forger().header().rows("0a 05 12 03 0a 01 6e").trailer(2).toArray())
                .withMessageContaining("there are 1 rows, the trailer says 2");
        refused(new Forger().header().trailer(0).trailer(0).toArray())
                .withMessageContaining("goes on behind its trailer");
    }

    @Test
    void aNegativeNumberWhereNoneCanBeIsRefused() {
        refused(new Forger()
                        .chunk(1, bytes("10 ff ff ff ff ff ff ff ff ff 01"))
                        .trailer(0)
                        .toArray())
                .withMessageContaining("term is negative: -1");
        refused(new Forger()
                        .header()
                        .chunk(3, bytes("08 ff ff ff ff ff ff ff ff ff 01"))
                        .toArray())
                .withMessageContaining("rows is negative: -1");
    }

    @Test
    void aReplyOfUnboundedSizeIsRefused() {
        ByteBuffer reply = ByteBuffer.allocate(9_000);
        for (int i = 0; i < 4_000; i++) {
            reply.put((byte) 0x12).put((byte) 0); // 4 000 deleted versions in no bytes each
        }
        byte[] versions = Arrays.copyOf(reply.array(), 8_000);
        byte[] row = delimited(1, delimited(5, delimited(3, delimited(3, versions))));
        refused(new Forger().header().chunk(2, row).trailer(1).toArray())
                .withMessageContaining("row.reply.outcome has 8003 bytes, at most 4096 are allowed");
    }

    private static byte[] delimited(int field, byte[] content) {
        ByteBuffer message = ByteBuffer.allocate(content.length + 3);
        message.put((byte) ((field << 3) | 2));
        message.put((byte) ((content.length & 0x7f) | 0x80)).put((byte) (content.length >> 7));
        return message.put(content).array();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static ThrowableAssertAlternative<MalformedException> refused(byte[] file) {
        return assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> SnapshotFile.decode(file));
    }

    /** Writes any chunks with true checksums. */
    private static final class Forger {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final CRC32C checksum = new CRC32C();

        Forger() {
            byte[] preamble = Arrays.copyOf(FILE, 12);
            out.writeBytes(preamble);
            checksum.update(preamble);
        }

        Forger header() {
            return chunk(1, SnapshotCodec.encode(new SnapshotHeader("demo", 1, 2, 3, "0.1.0")));
        }

        Forger rows(String hex) {
            return chunk(2, bytes(hex));
        }

        Forger trailer(long rows) {
            return chunk(3, SnapshotCodec.encode(new SnapshotTrailer(rows, 1, 2, 3)));
        }

        Forger chunk(int kind, byte[] message) {
            byte[] covered = ByteBuffer.allocate(5 + message.length)
                    .put((byte) kind)
                    .putInt(message.length)
                    .put(message)
                    .array();
            checksum.update(covered);
            out.writeBytes(covered);
            out.writeBytes(
                    ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
            return this;
        }

        int size() {
            return out.size();
        }

        byte[] toArray() {
            return out.toByteArray();
        }
    }
}
