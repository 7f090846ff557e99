package io.holdfast.it.power;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link DiskRecorder} wrote down and does it to a {@link Disk}. */
final class DiskJournal {
    private DiskJournal() {}

    /**
     * Replays one process' life; a record that its end cut short was not done to its caller's knowledge. A process that was
     * ended before its recorder began has no journal, and did nothing.
     */
    static void replay(Path journal, Disk disk) {
        disk.started();
        if (Files.notExists(journal)) {
            return;
        }
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(journal), 1 << 16))) {
            for (long position = 0; ; position++) {
                int kind = in.readUnsignedByte();
                long a = in.readLong();
                long b = in.readLong();
                apply(disk, position, kind, a, b, bytes(in), bytes(in));
            }
        } catch (EOFException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void apply(Disk disk, long position, int kind, long a, long b, byte[] first, byte[] second) {
        switch (kind) {
            case DiskRecorder.OPENED ->
                disk.opened(
                        a,
                        path(first),
                        (b & DiskRecorder.MAY_CREATE) != 0,
                        (b & DiskRecorder.TRUNCATES) != 0,
                        position);
            case DiskRecorder.FORCED -> disk.forced(a, b);
            case DiskRecorder.MOVED -> disk.moved(path(first), path(second), position);
            case DiskRecorder.DELETED -> disk.deleted(path(first), position);
            case DiskRecorder.FOLDER -> disk.folder(path(first), position);
            case DiskRecorder.WROTE, DiskRecorder.ZEROED, DiskRecorder.TRUNCATED ->
                change(disk.file(a), position, kind, b, first);
            default ->
                throw new IllegalStateException(
                        "the recorder cannot follow: " + new String(first, StandardCharsets.UTF_8));
        }
    }

    private static void change(@Nullable Content file, long position, int kind, long at, byte[] bytes) {
        if (file == null) {
            return;
        }
        if (kind == DiskRecorder.WROTE) {
            file.wrote(position, at, bytes);
        } else if (kind == DiskRecorder.ZEROED) {
            file.zeroed(position, at, ByteBuffer.wrap(bytes).getLong());
        } else {
            file.truncated(position, at);
        }
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static Path path(byte[] text) {
        return Path.of(new String(text, StandardCharsets.UTF_8));
    }
}
