package io.holdfast.cli.shell;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastClientBuilder;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which cluster, and as whom. A flag wins over its variable. */
public final class ConnectionOptions {
    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT,…",
            description = "Nodes to start from (HOLDFAST_ENDPOINTS).")
    private @Nullable String endpoints;

    @Option(names = "--cacert", paramLabel = "FILE", description = "The cluster's authority, PEM (HOLDFAST_CACERT).")
    private @Nullable String cacert;

    @Option(names = "--cert", paramLabel = "FILE", description = "Your certificate, PEM (HOLDFAST_CERT).")
    private @Nullable String cert;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM (HOLDFAST_KEY).")
    private @Nullable String key;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long a call may take, such as 500ms or 5s (HOLDFAST_TIMEOUT); default 5s.")
    private @Nullable String timeout;

    /** Opens a client; whoever asked for it closes it. */
    public HoldfastClient open(Surroundings surroundings) {
        return surroundings.opener().apply(builder(surroundings));
    }

    /** A client as flags and variables describe it, not yet opened. */
    public HoldfastClientBuilder builder(Surroundings surroundings) {
        return HoldfastClient.builder().name("holdfast-cli").fromEnvironment(variables(surroundings));
    }

    /** The TLS files as flags and variables name them, for calls that are not the client's. */
    public TlsMaterial tls(Surroundings surroundings) {
        Map<String, String> variables = variables(surroundings);
        try {
            return TlsMaterial.load(
                    file(variables, "HOLDFAST_CACERT", "--cacert"),
                    file(variables, "HOLDFAST_CERT", "--cert"),
                    file(variables, "HOLDFAST_KEY", "--key"));
        } catch (TlsException e) {
            throw CliException.usage("CONFIGURATION", String.valueOf(e.getMessage()), e);
        }
    }

    private Map<String, String> variables(Surroundings surroundings) {
        Map<String, String> variables = new HashMap<>(surroundings.variables());
        override(variables, "HOLDFAST_ENDPOINTS", endpoints);
        override(variables, "HOLDFAST_CACERT", cacert);
        override(variables, "HOLDFAST_CERT", cert);
        override(variables, "HOLDFAST_KEY", key);
        override(variables, "HOLDFAST_TIMEOUT", timeout);
        return variables;
    }

    private static void override(Map<String, String> variables, String name, @Nullable String flag) {
        if (flag != null) {
            variables.put(name, flag);
        }
    }

    private static Path file(Map<String, String> variables, String variable, String flag) {
        String name = variables.get(variable);
        if (name == null || name.isBlank()) {
            throw CliException.usage("no " + flag + " and no " + variable
                    + " (`scripts/cluster start` writes a client.env that sets them all)");
        }
        return Path.of(name);
    }
}
