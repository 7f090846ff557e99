package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.holdfast.client.config.ConfigBinding;
import io.holdfast.client.config.ConfigClient;
import io.holdfast.client.config.ConfigHandle;
import io.holdfast.client.config.Documents;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Configuration over the real protocol, against a node that keeps one set. */
@Timeout(60)
class ReleaseClientTest extends ClientFixture {
    private final ReleaseScript script = new ReleaseScript();

    private static List<Document> documents(int size) {
        return new Documents().add("shop.yaml", "size: " + size + "\n").list();
    }

    private HoldfastClient client() {
        return client(pki.client(node("n1", script).address()));
    }

    @Test
    void whatIsPublishedIsReadAndAStaleEditorIsTold() {
        ReleaseClient releases = client().releases();
        PublishOptions first = PublishOptions.DEFAULT.expected(0).comment("hello");
        ReleaseHeader header = releases.publish("shop", documents(1), first).join();
        assertThat(header.number()).isEqualTo(1);
        assertThat(header.checksum()).isEqualTo(ReleaseChecksum.of(documents(1)));
        assertThat(rejected(releases.publish("shop", documents(2), first))).isEqualTo(Reason.RELEASE_CONFLICT);
        releases.publish("shop", documents(2), PublishOptions.DEFAULT).join();
        ReleaseHeader back =
                releases.rollback("shop", 1, PublishOptions.DEFAULT).join();
        assertThat(back.number()).isEqualTo(3);
        assertThat(back.rollbackOf()).isEqualTo(1);
        assertThat(releases.current("shop", Consistency.linearizable()).join().documents())
                .isEqualTo(documents(1));
        assertThat(releases.release("shop", 2, Consistency.local()).join().documents())
                .isEqualTo(documents(2));
        assertThat(rejected(releases.release("shop", 9, Consistency.local()))).isEqualTo(Reason.RELEASE_NOT_FOUND);
        assertThat(releases.document("shop", "shop.yaml", Consistency.local()).join())
                .contains(documents(1).get(0));
        assertThat(releases.history("shop", 0, 0).join().headers()).hasSize(3);
        assertThat(releases.list("", "", 0).join().sets()).hasSize(1);
        assertThat(releases.status("shop", false, 0, 0).join().record().latest())
                .isEqualTo(3);
        assertThat(releases.schema("shop").join().schema()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void aSchemaGoesOutWithItsRelease() {
        ReleaseClient releases = client().releases();
        Bytes schema = Bytes.utf8("{}");
        Bytes known = ReleaseChecksum.of(Bytes.utf8("[]"));
        PublishOptions options = PublishOptions.DEFAULT.attaching(schema, known).comment("both");
        releases.publish("shop", documents(1), options).join();
        ConfigCommand.Publish sent = (ConfigCommand.Publish) script.commands.get(0);
        assertThat(sent.schemaChange()).isEqualTo(new SchemaChange(schema, known));
        assertThat(sent.schemaChecksum()).isEqualTo(ReleaseChecksum.of(schema));
        releases.publish("shop", documents(2), options.checkedAgainst(known)).join();
        sent = (ConfigCommand.Publish) script.commands.get(1);
        assertThat(sent.schemaChange()).isNull();
        assertThat(sent.schemaChecksum()).isEqualTo(known);
        Bytes large = Bytes.wrap(new byte[Limits.MAX_SCHEMA_BYTES + 1]);
        assertThat(rejected(releases.publish("shop", documents(3), options.attaching(large, known))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(rejected(releases.attach("shop", large, known))).isEqualTo(Reason.TOO_LARGE);
        assertThat(script.commands).hasSize(2);
    }

    @Test
    void rolloutsAreSteered() {
        ReleaseClient releases = client().releases();
        Stage stage = new Stage(List.of(new Label("canary", "")), 10, 2);
        releases.publish("shop", documents(1), PublishOptions.DEFAULT.stage(stage))
                .join();
        releases.steer("shop", 1, Steering.PAUSE, "lunch").join();
        releases.restage("shop", 1, new Stage(List.of(), 50, 0)).join();
        releases.attach("shop", Bytes.utf8("{}"), Bytes.EMPTY).join();
        releases.retain("shop", 5).join();
        assertThat(script.commands)
                .extracting(command -> command.getClass().getSimpleName())
                .containsExactly("Publish", "Steer", "Restage", "Attach", "Retain");
        assertThat(((ConfigCommand.Publish) script.commands.get(0)).stage()).isEqualTo(stage);
    }

    @Test
    void documentsThatDoNotMatchTheirChecksumAreNotHandedOut() {
        ReleaseClient releases = client().releases();
        releases.publish("shop", documents(1), PublishOptions.DEFAULT).join();
        script.damages = true;
        assertThat(failure(releases.current("shop", Consistency.linearizable())))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("checksum");
        assertThat(failure(releases.offer("shop", "a", List.of(), 0, Consistency.linearizable())))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aClientSaysHowItStandsInTheSessionOfItsWrites() {
        HoldfastClient client = client();
        ReleaseClient releases = client.releases();
        List<Label> labels = List.of(new Label("zone", "b"), new Label("region", "eu"));
        long session = releases.acknowledge("shop", "shop-7", labels, Verdict.ENROLLED, 0, "")
                .join();
        assertThat(session).isEqualTo(client.session().join().id());
        releases.withTimeout(Duration.ofSeconds(3))
                .acknowledge("shop", "shop-7", labels, Verdict.REJECTED, 3, "ä".repeat(1_000))
                .join();
        ConfigCommand.Acknowledge said = (ConfigCommand.Acknowledge) script.commands.get(1);
        assertThat(said.session()).isEqualTo(session);
        assertThat(said.labels()).containsExactly(new Label("region", "eu"), new Label("zone", "b"));
        assertThat(said.reason()).endsWith("ä…").hasSizeLessThan(300);
        releases.offer("shop", "shop-7", labels, 0, Consistency.linearizable()).join();
        assertThat(script.offers.get(0).session())
                .as("a paused rollout knows who has it")
                .isEqualTo(session);
        releases.leave("shop").join();
        assertThat(script.commands.get(2)).isEqualTo(new ConfigCommand.Leave(session, "shop"));
    }

    @Test
    void whatEveryNodeWouldRefuseIsNotSent() {
        ReleaseClient releases = client().releases();
        for (String set : List.of("", "x".repeat(257), "a\0b")) {
            assertThat(rejected(releases.current(set, Consistency.local()))).isEqualTo(Reason.INVALID_ARGUMENT);
            assertThatThrownBy(() -> releases.observe(set, () -> {})).isInstanceOf(RejectedException.class);
        }
        assertThat(rejected(releases.publish("shop", List.of(), PublishOptions.DEFAULT)))
                .isEqualTo(Reason.INVALID_ARGUMENT);
        Document document = documents(1).get(0);
        assertThat(rejected(releases.publish("shop", List.of(document, document), PublishOptions.DEFAULT)))
                .isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(rejected(releases.publish(
                        "shop",
                        List.of(new Document("a", document.type(), Bytes.utf8("x".repeat(1 << 20)))),
                        PublishOptions.DEFAULT)))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(rejected(releases.acknowledge("shop", "", List.of(), Verdict.ENROLLED, 0, "")))
                .isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(script.commands).isEmpty();
    }

    @Test
    void changesAreToldAndSoAreNewConnections() {
        FakeNode node = node("n1", script);
        ReleaseClient releases = client(pki.client(node.address())).releases();
        AtomicInteger told = new AtomicInteger();
        Registration registration = releases.observe("shop", told::incrementAndGet);
        await().until(() -> told.get() == 1);
        releases.publish("shop", documents(1), PublishOptions.DEFAULT).join();
        await().until(() -> told.get() == 2);
        node.open().get(0).end(Status.UNAVAILABLE);
        await().until(() -> told.get() >= 3);
        registration.close();
        int before = told.get();
        releases.publish("shop", documents(2), PublishOptions.DEFAULT).join();
        releases.publish("shop", documents(3), PublishOptions.DEFAULT).join();
        assertThat(told.get()).isEqualTo(before);
    }

    record Shop(int size) {}

    @Test
    void aServiceFollowsItsSetAndStartsWithoutTheCluster(@TempDir Path folder) {
        FakeNode node = node("n1", script);
        try (HoldfastClient holdfast = pki.client(node.address()).build();
                ConfigClient configs = ConfigClient.builder(holdfast)
                        .identity("shop-7")
                        .lastKnownGood(folder)
                        .build()) {
            ConfigHandle<Shop> shop = configs.bind("shop", Shop.class);
            holdfast.releases()
                    .publish("shop", documents(1), PublishOptions.DEFAULT)
                    .join();
            assertThat(shop.awaitReady(Duration.ofSeconds(10))).isEqualTo(new Shop(1));
            holdfast.releases()
                    .publish("shop", documents(2), PublishOptions.DEFAULT)
                    .join();
            await().until(() -> shop.current().size() == 2);
            await().until(() -> script.commands.stream()
                    .anyMatch(command -> command instanceof ConfigCommand.Acknowledge said && said.release() == 2));
        }
        node.close();
        try (HoldfastClient holdfast = pki.client(node.address()).build();
                ConfigClient configs = ConfigClient.builder(holdfast)
                        .lastKnownGood(folder)
                        .patience(Duration.ofMillis(100))
                        .build()) {
            ConfigHandle<Shop> shop = configs.bind("shop", ConfigBinding.of(Shop.class));
            assertThat(shop.awaitReady(Duration.ofSeconds(10))).isEqualTo(new Shop(2));
            assertThat(shop.staleSince()).isPresent();
        }
        await().untilAsserted(() -> assertThat(threads("holdfast-config-")).isEmpty());
    }
}
