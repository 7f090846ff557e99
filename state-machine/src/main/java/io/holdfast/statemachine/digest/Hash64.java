package io.holdfast.statemachine.digest;

import io.holdfast.model.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A fast 64-bit hash of the multiply-and-fold family: sixteen bytes at a time go through one 64×64→128-bit product
 * whose halves are folded together, on two independent lanes so that the multiplications overlap.
 *
 * <p>It finds differences between replicas that should be equal (2^-64 for any one pair); it is not meant to stand up
 * to someone who constructs collisions. Its values are compared between nodes and versions: changing it in any way
 * needs a new {@link #VERSION}.
 */
public final class Hash64 {
    /** Names this function and what the digests feed it with. Only digests of equal version may be compared. */
    public static final int VERSION = 1;

    // Odd, with about as many ones as zeroes: the fractional parts of the square roots of 2, 3, 5, 7, low bit set.
    private static final long K0 = 0x6a09e667f3bcc909L;
    private static final long K1 = 0xbb67ae8584caa73bL;
    private static final long K2 = 0x3c6ef372fe94f82bL;
    private static final long K3 = 0xa54ff53a5f1d36f1L;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Hash64() {}

    /** Adds a number to a running hash; order matters. */
    public static long mix(long hash, long number) {
        return fold(hash ^ K0, number ^ K1) + rotated(hash);
    }

    /** Adds bytes and their length to a running hash; order matters. */
    public static long mix(long hash, Bytes bytes) {
        return mixArray(hash, bytes.sharedArray());
    }

    /** Adds the UTF-8 bytes of a text and their length to a running hash. */
    public static long mix(long hash, String text) {
        return mixArray(hash, text.getBytes(StandardCharsets.UTF_8));
    }

    private static long mixArray(long hash, byte[] bytes) {
        long a = hash ^ K0;
        long b = rotated(hash) ^ K1;
        int at = 0;
        for (; at + 32 <= bytes.length; at += 32) {
            a = rotated(a) ^ fold(read(bytes, at) ^ K2, read(bytes, at + 8) ^ a);
            b = rotated(b) ^ fold(read(bytes, at + 16) ^ K3, read(bytes, at + 24) ^ b);
        }
        for (; at + 8 <= bytes.length; at += 8) {
            a = rotated(a) ^ fold(read(bytes, at) ^ K2, a ^ K3);
        }
        long tail = 0;
        for (int shift = 0; at < bytes.length; at++, shift += 8) {
            tail |= (bytes[at] & 0xffL) << shift;
        }
        return fold(a ^ tail, b ^ K2) + mix(a ^ b, bytes.length ^ tail);
    }

    private static long read(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    private static long rotated(long number) {
        return Long.rotateLeft(number, 29);
    }

    private static long fold(long x, long y) {
        return (x * y) ^ Math.multiplyHigh(x, y);
    }
}
