package io.holdfast.wire;

/**
 * Bytes from a socket or a disk that are not what they should be. The message names the place ({@code
 * requests[3].command.put.key}) and what is wrong there.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;

    private MalformedException(String message, boolean unsupported) {
        super(message);
        this.unsupported = unsupported;
    }

    /** Bytes that make no sense in any version. */
    public static MalformedException broken(String message) {
        return new MalformedException(message, false);
    }

    /** Well-formed bytes that speak of something this version does not know. */
    public static MalformedException unsupported(String message) {
        return new MalformedException(message, true);
    }

    /** Whether the bytes are well formed but of a kind this version does not know: a newer one may have written them. */
    public boolean unsupported() {
        return unsupported;
    }
}
