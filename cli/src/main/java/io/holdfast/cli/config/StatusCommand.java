package io.holdfast.cli.config;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.outcome.ConfigOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config status SET}: who runs on what. */
@Command(name = "status", description = "Show how many clients run on which release, who rejected it, and the rollout.")
final class StatusCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "SET", description = "The config set.")
    private String set = "";

    @Option(names = "--rejecting", description = "List only clients that rejected a release.")
    private boolean rejecting;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        ConfigOutcome.Status status;
        List<ConfigClientRecord> clients = new ArrayList<>();
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            status = releases.status(set, rejecting, 0, 0).join();
            clients.addAll(status.clients());
            ConfigOutcome.Status page = status;
            while (page.more() && !page.clients().isEmpty()) {
                long last = clients.get(clients.size() - 1).session();
                page = releases.status(set, rejecting, last, 0).join();
                clients.addAll(page.clients());
            }
        }
        Standing standing = Standing.of(status, clients);
        output.print(surroundings.out(), standing.document(), standing::text);
        return ExitStatus.DONE;
    }
}
