package io.holdfast.it.power;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Runs inside a recorded process: writes down, in the order in which they were done, what was done to the files below a
 * folder. Called from the JDK's own file classes ({@link RecorderAgent}), so it lives in the bootstrap class loader and
 * knows the JDK only.
 *
 * <p>The journal goes to the page cache by one system call a record: it survives {@code kill -9}. An operation is
 * written down after it was done and before its caller goes on, so whatever was acknowledged stands in it. A sync covers
 * what stood in the journal before it began, and counts once it has returned.
 *
 * <pre>{@code
 * byte kind, int64 a, int64 b, int32 length, bytes, int32 length, bytes
 *
 * OPENED     a channel, b 1 = may create + 2 = truncates, path
 * WROTE      a channel, b offset, bytes
 * ZEROED     a channel, b offset, length (int64): a write of zeros
 * TRUNCATED  a channel, b size
 * FORCED     a channel, b how many records there were when it began
 * MOVED      from, to        DELETED  path        FOLDER  path
 * UNSEEN     what: something was done that cannot be followed
 * }</pre>
 *
 * <p>Safe for any thread.
 */
public final class DiskRecorder {
    static final int OPENED = 1;
    static final int WROTE = 2;
    static final int ZEROED = 3;
    static final int TRUNCATED = 4;
    static final int FORCED = 5;
    static final int MOVED = 6;
    static final int DELETED = 7;
    static final int FOLDER = 8;
    static final int UNSEEN = 9;

    static final long MAY_CREATE = 1;
    static final long TRUNCATES = 2;

    private static final byte[] NONE = {};
    private static final Map<Object, Long> CHANNELS = Collections.synchronizedMap(new WeakHashMap<>());
    private static final Object LOCK = new Object();
    private static volatile String root = "/nowhere/";
    private static OutputStream journal = OutputStream.nullOutputStream();
    private static long records;
    private static long channels;

    private DiskRecorder() {}

    /** Begins to record. */
    public static void start(String folder, String journalFile) throws IOException {
        journal = new FileOutputStream(journalFile);
        root = folder + "/";
    }

    /** A channel was opened. */
    public static void opened(Object channel, Path path, Set<?> options) {
        if (isOurs(path)) {
            boolean creates =
                    options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
            boolean truncates = options.contains(StandardOpenOption.TRUNCATE_EXISTING)
                    && options.contains(StandardOpenOption.WRITE);
            synchronized (LOCK) {
                long number = ++channels;
                CHANNELS.put(channel, number);
                record(OPENED, number, (creates ? MAY_CREATE : 0) + (truncates ? TRUNCATES : 0), text(path), NONE);
            }
        }
    }

    /** Bytes were written: the last {@code count} before the buffer's position. */
    public static void wrote(Object channel, ByteBuffer source, int count, long offset) throws IOException {
        Long number = CHANNELS.get(channel);
        if (number != null && count > 0) {
            byte[] bytes = new byte[count];
            source.duplicate().position(source.position() - count).get(bytes);
            long begin = offset >= 0 ? offset : ((FileChannel) channel).position() - count;
            if (isZero(bytes)) {
                record(
                        ZEROED,
                        number,
                        begin,
                        ByteBuffer.allocate(8).putLong(count).array(),
                        NONE);
            } else {
                record(WROTE, number, begin, bytes, NONE);
            }
        }
    }

    /** A file was cut, if it was longer. */
    public static void truncated(Object channel, long size) {
        Long number = CHANNELS.get(channel);
        if (number != null) {
            record(TRUNCATED, number, size, NONE, NONE);
        }
    }

    /** How many records there are: taken before a sync begins. */
    public static long begin() {
        synchronized (LOCK) {
            return records;
        }
    }

    /** A sync returned. */
    public static void forced(Object channel, long begin) {
        Long number = CHANNELS.get(channel);
        if (number != null) {
            record(FORCED, number, begin, NONE, NONE);
        }
    }

    /** A file or folder was renamed. */
    public static void moved(Path from, Path to) {
        if (isOurs(from) || isOurs(to)) {
            record(MOVED, 0, 0, text(from), text(to));
        }
    }

    /** A file or folder was deleted. */
    public static void deleted(Path path) {
        if (isOurs(path)) {
            record(DELETED, 0, 0, text(path), NONE);
        }
    }

    /** A folder was made. */
    public static void made(Path path) {
        if (isOurs(path)) {
            record(FOLDER, 0, 0, text(path), NONE);
        }
    }

    /** Something was done to a file that this recorder does not follow. */
    public static void unseen(String what, Path path) {
        if (isOurs(path)) {
            record(UNSEEN, 0, 0, (what + " " + path).getBytes(StandardCharsets.UTF_8), NONE);
        }
    }

    /** Something was done through a channel that this recorder does not follow. */
    public static void unseenOn(String what, Object channel) {
        if (CHANNELS.containsKey(channel)) {
            record(UNSEEN, 0, 0, what.getBytes(StandardCharsets.UTF_8), NONE);
        }
    }

    private static boolean isOurs(Path path) {
        return (path.toAbsolutePath().normalize() + "/").startsWith(root);
    }

    private static byte[] text(Path path) {
        return path.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static void record(int kind, long a, long b, byte[] first, byte[] second) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(first.length + second.length + 25);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(kind);
            out.writeLong(a);
            out.writeLong(b);
            out.writeInt(first.length);
            out.write(first);
            out.writeInt(second.length);
            out.write(second);
            synchronized (LOCK) {
                records++;
                journal.write(bytes.toByteArray());
            }
        } catch (IOException e) {
            throw new IllegalStateException("the journal of the disk cannot be written", e);
        }
    }
}
