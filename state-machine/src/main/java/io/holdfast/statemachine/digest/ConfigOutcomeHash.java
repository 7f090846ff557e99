package io.holdfast.statemachine.digest;

import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import java.util.List;

/** The hash of an answer about configuration. */
final class ConfigOutcomeHash implements ConfigOutcome.Handler<Long> {
    private static final ConfigOutcomeHash INSTANCE = new ConfigOutcomeHash();

    private ConfigOutcomeHash() {}

    static long of(ConfigOutcome outcome) {
        return outcome.accept(INSTANCE);
    }

    @Override
    public Long published(ConfigOutcome.Published outcome) {
        return ConfigContentHash.mix(numbers(60, outcome.revision()), outcome.header());
    }

    @Override
    public Long steered(ConfigOutcome.Steered outcome) {
        return set(numbers(61, outcome.revision()), outcome.record());
    }

    @Override
    public Long configured(ConfigOutcome.Configured outcome) {
        return set(numbers(62, outcome.revision()), outcome.record());
    }

    @Override
    public Long acknowledged(ConfigOutcome.Acknowledged outcome) {
        return numbers(63, outcome.revision());
    }

    @Override
    public Long sets(ConfigOutcome.Sets outcome) {
        long hash = numbers(64, outcome.revision(), outcome.more() ? 1 : 0);
        for (ConfigSetRecord set : outcome.sets()) {
            hash = set(hash, set);
        }
        return hash;
    }

    @Override
    public Long one(ConfigOutcome.One outcome) {
        long hash = ConfigContentHash.mix(
                numbers(65, outcome.revision()), outcome.release().header());
        return Hash64.mix(hash, ConfigContentHash.ofDocuments(outcome.release().documents()));
    }

    @Override
    public Long history(ConfigOutcome.History outcome) {
        long hash = numbers(66, outcome.revision(), outcome.more() ? 1 : 0);
        for (ReleaseHeader header : outcome.headers()) {
            hash = ConfigContentHash.mix(hash, header);
        }
        return hash;
    }

    @Override
    public Long offered(ConfigOutcome.Offered outcome) {
        long hash = numbers(67, outcome.revision(), outcome.same() ? 1 : 0);
        ReleaseHeader header = outcome.header();
        hash = header == null ? hash : ConfigContentHash.mix(hash, header);
        return Hash64.mix(hash, ConfigContentHash.ofDocuments(outcome.documents()));
    }

    @Override
    public Long status(ConfigOutcome.Status outcome) {
        long hash = set(numbers(68, outcome.revision()), outcome.record());
        hash = numbers(hash, outcome.concerned(), outcome.more() ? 1 : 0);
        for (Tally tally : outcome.tallies()) {
            hash = numbers(hash, tally.release(), tally.applied(), tally.rejected());
        }
        for (ConfigClientRecord client : outcome.clients()) {
            hash = numbers(hash, client.session(), client.applied(), client.rejected(), client.atMillis());
            hash = Hash64.mix(Hash64.mix(hash, client.identity()), client.reason());
            hash = labels(hash, client.labels());
        }
        return hash;
    }

    @Override
    public Long schema(ConfigOutcome.Schema outcome) {
        return Hash64.mix(Hash64.mix(numbers(69, outcome.revision()), outcome.schema()), outcome.checksum());
    }

    private static long set(long seed, ConfigSetRecord set) {
        long hash = numbers(Hash64.mix(seed, set.set()), set.latest(), set.current(), set.releases(), set.bytes());
        hash = Hash64.mix(numbers(hash, set.keep(), set.clients()), set.schemaChecksum());
        Rollout rollout = set.rollout();
        if (rollout == null) {
            return hash;
        }
        hash = numbers(hash, rollout.release(), rollout.state().number(), rollout.sinceMillis());
        hash = numbers(hash, rollout.stage().percent(), rollout.stage().haltAt());
        return labels(hash, rollout.stage().labels());
    }

    private static long labels(long seed, List<Label> labels) {
        long hash = numbers(seed, labels.size());
        for (Label label : labels) {
            hash = Hash64.mix(Hash64.mix(hash, label.name()), label.value());
        }
        return hash;
    }

    private static long numbers(long seed, long... numbers) {
        return ConfigContentHash.all(seed, numbers, List.of());
    }
}
