package io.holdfast.cli.shell;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ends a command with an exit status and one line on stderr: {@code error: CODE: message}. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    private CliException(int status, String code, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.status = status;
        this.code = Objects.requireNonNull(code, "code");
    }

    /** The service said no, or the thing asked for does not exist. */
    public static CliException refused(String code, String message) {
        return new CliException(ExitStatus.REFUSED, code, message, null);
    }

    /** The input makes no sense; {@code message} says what does. */
    public static CliException usage(String message) {
        return new CliException(ExitStatus.USAGE, "USAGE", message, null);
    }

    /** As {@link #usage(String)}, for input that a library found wrong. */
    public static CliException usage(String code, String message, Throwable cause) {
        return new CliException(ExitStatus.USAGE, code, message, cause);
    }

    /** No answer, or none that can be relied on. */
    public static CliException unavailable(String code, String message) {
        return new CliException(ExitStatus.UNAVAILABLE, code, message, null);
    }

    /** An ending with all its parts but a cause. */
    public static CliException of(int status, String code, String message) {
        return new CliException(status, code, message, null);
    }

    /** An ending with all its parts. */
    public static CliException of(int status, String code, String message, Throwable cause) {
        return new CliException(status, code, message, cause);
    }

    /** The exit status, one of {@link ExitStatus}. */
    public int status() {
        return status;
    }

    /** The kind of failure in capitals, for scripts that read stderr. */
    public String code() {
        return code;
    }
}
