package io.holdfast.cli.pki;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.tls.TlsException;
import java.util.Objects;

/** How what the authority says ends a command. */
final class Refusals {
    private static final String CODE = "PKI";

    private Refusals() {}

    /** Files that are missing, damaged or already there: status 1. */
    static CliException refused(TlsException refusal) {
        return CliException.of(ExitStatus.REFUSED, CODE, text(refusal), refusal);
    }

    /** Names, addresses or days of the wrong shape: status 2. */
    static CliException misused(IllegalArgumentException misuse) {
        return CliException.usage("USAGE", text(misuse), misuse);
    }

    private static String text(Exception exception) {
        return Objects.requireNonNullElse(exception.getMessage(), exception.toString());
    }
}
