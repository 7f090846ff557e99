package io.holdfast.cli.tour;

import io.holdfast.client.PublishOptions;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.config.ConfigBinding;
import io.holdfast.client.config.ConfigClient;
import io.holdfast.client.config.ConfigHandle;
import io.holdfast.client.config.ConfigUpdate;
import io.holdfast.client.config.Documents;
import io.holdfast.client.config.schema.SchemaCheck;
import io.holdfast.client.config.schema.Violation;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running service follows its configuration, which cannot be published wrong and is rolled back in one go. */
final class ConfigStep implements Step {
    private static final String SET = "tour/shop";
    private static final String PATH = "shop.yaml";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Bytes SCHEMA = Bytes.utf8("""
            {"type": "object",
             "required": ["pool"],
             "properties": {"pool": {"type": "object",
                                     "required": ["size"],
                                     "properties": {"size": {"type": "integer", "minimum": 1, "maximum": 64}}}}}
            """);

    /** What the service is configured by. */
    record Shop(Pool pool) {}

    /** Its threads. */
    record Pool(int size) {}

    @Override
    public String title() {
        return "A service that follows its configuration, release by release";
    }

    @Override
    public void show(Stage stage) throws StepFailedException, InterruptedException {
        Narrator narrator = stage.narrator();
        ReleaseClient releases = stage.client().releases();
        SchemaCheck check = SchemaCheck.of(SCHEMA);
        attach(releases, check.checksum());
        PublishOptions options = PublishOptions.DEFAULT.checkedAgainst(check.checksum());
        ReleaseHeader first = answer(releases.publish(SET, documents("8"), options.comment("eight threads")));
        narrator.fact("release %d of '%s' published, with a schema: pool of 8 threads", first.number(), SET);
        BlockingQueue<ConfigUpdate<Shop>> heard = new LinkedBlockingQueue<>();
        try (ConfigClient configs = ConfigClient.of(stage.client());
                ConfigHandle<Shop> shop =
                        configs.bind(SET, ConfigBinding.of(Shop.class).listener(heard::add))) {
            hear(heard, first, 8);
            long begin = System.nanoTime();
            ReleaseHeader second = answer(releases.publish(SET, documents("16"), options.comment("more threads")));
            ConfigUpdate<Shop> update = hear(heard, second, 16);
            narrator.fact(
                    "release %d: the running service heard of it %,d ms after the publish began (%s)",
                    second.number(),
                    (System.nanoTime() - begin) / 1_000_000,
                    update.diff().documents().get(0).values().get(0));
            refuse(narrator, releases, check, second);
            ReleaseHeader third = answer(releases.rollback(SET, first.number(), options.comment("as it was")));
            hear(heard, third, 8);
            if (shop.current().pool().size() != 8) {
                throw new StepFailedException("the service runs on " + shop.current());
            }
            narrator.fact(
                    "rollback to release %d made release %d; the service has 8 threads again",
                    first.number(), third.number());
        }
        narrator.held("the service heard of each release once and in order, and of nothing that was wrong");
    }

    /** Nothing is published that violates the schema, nor what nobody checked. */
    private static void refuse(Narrator narrator, ReleaseClient releases, SchemaCheck check, ReleaseHeader latest)
            throws StepFailedException {
        List<Document> wrong = documents("many");
        List<Violation> violations = check.check(wrong);
        if (violations.isEmpty()) {
            throw new StepFailedException("the schema allows a pool of 'many' threads");
        }
        narrator.fact("a bad one is refused before it is sent: %s", violations.get(0));
        try {
            ReleaseHeader published =
                    releases.publish(SET, wrong, PublishOptions.DEFAULT).join();
            throw new StepFailedException("what nobody checked was published as release " + published.number());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof RejectedException rejected) || rejected.reason() != Reason.SCHEMA_CHANGED) {
                throw new StepFailedException("what nobody checked was refused otherwise: " + e.getCause());
            }
            narrator.fact("sent all the same, unchecked, the cluster refuses it (%s)", rejected.reason());
        }
        long now = answer(releases.history(SET, 0, 1)).headers().get(0).number();
        if (now != latest.number()) {
            throw new StepFailedException("the latest release is " + now + ", not " + latest.number());
        }
    }

    private static void attach(ReleaseClient releases, Bytes checksum) throws StepFailedException {
        Bytes known = Bytes.EMPTY;
        try {
            ConfigOutcome.Schema attached = releases.schema(SET).join();
            known = attached.checksum();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof RejectedException rejected)
                    || rejected.reason() != Reason.CONFIG_SET_NOT_FOUND) {
                throw new StepFailedException("the schema cannot be read: " + e.getCause());
            }
        }
        if (!known.equals(checksum)) {
            answer(releases.attach(SET, SCHEMA, known));
        }
    }

    private static List<Document> documents(String size) {
        return new Documents().add(PATH, "pool:\n  size: " + size + "\n").list();
    }

    private static ConfigUpdate<Shop> hear(BlockingQueue<ConfigUpdate<Shop>> heard, ReleaseHeader header, int size)
            throws StepFailedException, InterruptedException {
        ConfigUpdate<Shop> update = heard.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (update == null) {
            throw new StepFailedException("the service did not hear of release " + header.number());
        }
        long number = update.release().header().number();
        if (number != header.number() || update.value().pool().size() != size) {
            throw new StepFailedException("the service heard of release " + number + " with " + update.value()
                    + ", not of release " + header.number());
        }
        return update;
    }

    private static <T> T answer(CompletableFuture<T> future) throws StepFailedException {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new StepFailedException(String.valueOf(e.getCause()));
        }
    }
}
