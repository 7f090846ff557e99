package io.holdfast.cli;

import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastClientBuilder;
import io.holdfast.model.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/** One run of the tool with everything it printed. */
public record ToolRun(int status, Bytes output, String err) {
    /** Standard output as text. */
    public String out() {
        return output.utf8();
    }

    /** Standard output as bytes. */
    public byte[] outBytes() {
        return output.toArray();
    }

    /** Runs a command line against a fake client. */
    public static ToolRun of(HoldfastClient client, String... arguments) {
        return of(client, new byte[0], arguments);
    }

    /** Runs a command line against a fake client, with something on standard input. */
    public static ToolRun of(HoldfastClient client, byte[] in, String... arguments) {
        return of(Map.of(), in, builder -> client, arguments);
    }

    /** Runs a command line with variables; a client is opened for real. */
    public static ToolRun of(Map<String, String> variables, String... arguments) {
        return of(variables, new byte[0], HoldfastClientBuilder::build, arguments);
    }

    private static ToolRun of(
            Map<String, String> variables,
            byte[] in,
            Function<HoldfastClientBuilder, HoldfastClient> opener,
            String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new CommandLineTool(new Surroundings(
                        variables,
                        new ByteArrayInputStream(in),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        opener))
                .run(arguments);
        return new ToolRun(status, Bytes.wrap(out.toByteArray()), err.toString(StandardCharsets.UTF_8));
    }
}
