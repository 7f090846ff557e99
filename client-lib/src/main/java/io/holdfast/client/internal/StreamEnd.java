package io.holdfast.client.internal;

import io.grpc.Status;
import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.tls.LiveMaterial;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Says in the caller's words why a stream ended: which of the two sides did not accept the other, or what broke.
 *
 * @param material who this client is, and what servers said they want
 */
record StreamEnd(LiveMaterial material) {
    private static final int MAX_CAUSES = 16;

    Trouble explain(Status status) {
        String identity = material.principal().toString();
        List<Throwable> causes = causes(status.getCause());
        Optional<Trouble> tls = certificates(identity, causes, status);
        if (tls.isPresent()) {
            return tls.get();
        }
        String text = text(status, causes);
        return switch (status.getCode()) {
            case UNAUTHENTICATED ->
                new Trouble(Kind.UNAUTHENTICATED, "refused this client (" + identity + "): " + text, status.getCause());
            case PERMISSION_DENIED ->
                new Trouble(
                        Kind.PERMISSION_DENIED,
                        "does not serve this client (" + identity + "): " + text,
                        status.getCause());
            case INVALID_ARGUMENT, UNIMPLEMENTED, FAILED_PRECONDITION, OUT_OF_RANGE ->
                new Trouble(Kind.PROTOCOL, "ended the stream: " + text, status.getCause());
            case OK -> Trouble.unavailable("ended the stream");
            default -> new Trouble(Kind.UNAVAILABLE, text, status.getCause());
        };
    }

    private Optional<Trouble> certificates(String identity, List<Throwable> causes, Status status) {
        for (Throwable cause : causes) {
            if (cause instanceof NotSslRecordException) {
                return unauthenticated(
                        "the server offered plaintext, expected TLS 1.3 and a node's certificate", status.getCause());
            }
            if (cause instanceof CertificateException) {
                return unauthenticated(
                        "this client (" + identity + ") refused the server: " + cause.getMessage(), status.getCause());
            }
        }
        for (Throwable cause : causes) {
            if (cause instanceof SSLException && !(cause.getCause() instanceof IOException)) {
                String text = String.valueOf(cause.getMessage());
                String lower = text.toLowerCase(Locale.ROOT);
                if (lower.contains("alert")) {
                    return unauthenticated(
                            "the server refused this client: offered the certificate of " + identity
                                    + " issued by '" + issuer() + "', expected "
                                    + material.wantedByServer()
                                            .map(wanted -> "one issued by " + wanted)
                                            .orElse("a client the server trusts")
                                    + " (" + text + ")",
                            status.getCause());
                }
                if (cause instanceof SSLHandshakeException && !lower.contains("closed")) {
                    return unauthenticated("no TLS handshake: " + text, status.getCause());
                }
            }
        }
        return Optional.empty();
    }

    private String issuer() {
        return material.current().certificate().getIssuerX500Principal().getName();
    }

    private static Optional<Trouble> unauthenticated(String message, @Nullable Throwable cause) {
        return Optional.of(new Trouble(Kind.UNAUTHENTICATED, message, cause));
    }

    private static String text(Status status, List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof ConnectException) {
                return "connection refused or timed out (" + cause.getMessage() + ")";
            }
            if (cause instanceof UnknownHostException) {
                return "the host name cannot be resolved (" + cause.getMessage() + ")";
            }
        }
        String description = status.getDescription();
        String innermost =
                causes.isEmpty() ? "" : " (" + causes.get(causes.size() - 1).getMessage() + ")";
        return (description == null ? status.getCode().toString() : description) + innermost;
    }

    private static List<Throwable> causes(@Nullable Throwable outermost) {
        List<Throwable> causes = new ArrayList<>();
        Throwable cause = outermost;
        while (cause != null && causes.size() < MAX_CAUSES) {
            causes.add(cause);
            cause = cause.getCause();
        }
        return causes;
    }
}
