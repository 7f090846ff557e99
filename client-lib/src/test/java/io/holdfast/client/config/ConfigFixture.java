package io.holdfast.client.config;

import io.holdfast.client.Consistency;
import io.holdfast.model.config.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** A service and its configuration, with simulated time and a cluster that does what the test says. */
abstract class ConfigFixture {
    static final Duration SECOND = Duration.ofSeconds(1);

    record Pool(int size) {}

    final Random random = new Random(42);
    final SimulatedAgenda agenda = new SimulatedAgenda(random);
    final FakeReleases releases = new FakeReleases(agenda, random);
    final List<Throwable> errors = new ArrayList<>();
    final List<String> heard = new ArrayList<>();

    @TempDir
    Path folder;

    ConfigClient client() {
        return client(false);
    }

    ConfigClient client(boolean coalescing) {
        return client(coalescing, Consistency.linearizable());
    }

    ConfigClient client(boolean coalescing, Consistency consistency) {
        LastKnownGood files;
        try {
            files = LastKnownGood.in(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ConfigSettings settings = new ConfigSettings(
                "shop-7",
                List.of(new Label("region", "eu")),
                files,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                consistency,
                coalescing,
                true,
                (listener, thrown) -> errors.add(thrown));
        return new ConfigClient(releases, settings, agenda, agenda, random, releases::onLoss, () -> {});
    }

    ConfigBinding<Pool> pool() {
        return ConfigBinding.of(Pool.class)
                .validate(pool -> pool.size() > 100 ? Optional.of("too many threads") : Optional.empty())
                .listener(this::heard);
    }

    void heard(ConfigUpdate<Pool> update) {
        heard.add(update.old().map(Pool::size).map(String::valueOf).orElse("-") + ">"
                + update.value().size() + " " + update.diff().lines().size());
    }

    List<String> sizes() {
        return heard.stream().map(each -> each.substring(0, each.indexOf(' '))).toList();
    }
}
