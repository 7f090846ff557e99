package io.holdfast.cli.pki;

import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say whom a certificate is for; the parser sees to it that exactly one of them is given. */
final class Bearer {
    @Option(names = "--node", paramLabel = "ID", description = "For the node of this id: server and client.")
    private @Nullable String node;

    @Option(names = "--client", paramLabel = "NAME", description = "For a program or person that uses the cluster.")
    private @Nullable String client;

    @Option(
            names = "--operator",
            paramLabel = "NAME",
            description = "For somebody who may also change the cluster itself.")
    private @Nullable String operator;

    /** Whom the flags name, in {@code cluster}. */
    Principal in(String cluster) {
        if (node != null) {
            return new Principal(cluster, Role.NODE, node);
        }
        return client != null
                ? new Principal(cluster, Role.CLIENT, client)
                : new Principal(cluster, Role.OPERATOR, operator == null ? "" : operator);
    }
}
