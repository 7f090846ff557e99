package io.holdfast.server.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes a file at a pace and syncs it in small steps. One sync of everything at the end would make every log write wait
 * behind it: the disk, and the file system's journal, are shared.
 */
final class PacedOutput extends OutputStream {
    /** What is written, and waited for, at once. */
    static final int STEP = 1 << 20;

    private final FileChannel channel;
    private final Pace pace;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(STEP);
    private long written;

    PacedOutput(FileChannel channel, Pace pace) {
        this.channel = channel;
        this.pace = pace;
    }

    /** How many bytes were written so far. */
    long written() {
        return written + buffer.position();
    }

    @Override
    public void write(int value) throws IOException {
        if (!buffer.hasRemaining()) {
            step();
        }
        buffer.put((byte) value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!buffer.hasRemaining()) {
                step();
            }
            int part = Math.min(length - done, buffer.remaining());
            buffer.put(bytes, from + done, part);
            done += part;
        }
    }

    /** Writes the rest and makes all of it durable. */
    void sync() throws IOException {
        step();
        channel.force(true);
    }

    private void step() throws IOException {
        buffer.flip();
        int length = buffer.remaining();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        written += length;
        channel.force(false);
        pace.spend(length);
    }
}
