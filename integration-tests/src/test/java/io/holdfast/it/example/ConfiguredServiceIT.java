package io.holdfast.it.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.config.Documents;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the example service, in two regions, through their configuration's days: good, bad and without a cluster. */
class ConfiguredServiceIT {
    private static final String SET = ConfiguredService.SET;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void aServiceFollowsItsConfigurationThroughRolloutVetoRollbackAndAnOutage() {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3);
                HoldfastClient client = cluster.client()) {
            ReleaseClient releases = client.releases();
            publish(releases, 4, "loud: false", PublishOptions.DEFAULT.expected(0));
            try (ServiceProcess us = new ServiceProcess(cluster, "greeter-us", "us", directory.resolve("good-us"))) {
                ServiceProcess eu = europe(cluster);
                try {
                    awaitRuns(eu, 1, 4, "good day");
                    awaitRuns(us, 1, 4, "good day");
                    publish(releases, 8, "loud: true", PublishOptions.DEFAULT.expected(1));
                    awaitRuns(eu, 2, 8, "good day!");
                    awaitRuns(us, 2, 8, "good day!");
                    goesToOneRegionFirst(releases, eu, us);
                    whatItCannotRunWithItRefuses(releases, eu, us);
                    releases.rollback(SET, 2, PublishOptions.DEFAULT.expected(4).comment("back to two"))
                            .join();
                    awaitRuns(eu, 5, 8, "good day!");
                    awaitRuns(us, 5, 8, "good day!");
                    assertThat(eu.status().has("rejected")).isFalse();
                    cluster.nodes().forEach(ServerProcess::kill);
                    eu.close();
                    eu = startsWithoutTheCluster(cluster, us);
                    cluster.startAll();
                    awaitFresh(eu);
                    awaitFresh(us);
                    publish(releases, 6, "polite: false", PublishOptions.DEFAULT.expected(5));
                    awaitRuns(eu, 6, 6, "hi");
                    awaitRuns(us, 6, 6, "hi");
                } finally {
                    eu.close();
                }
            }
        }
    }

    private ServiceProcess europe(ProcessCluster cluster) {
        return new ServiceProcess(cluster, "greeter-eu", "eu", directory.resolve("good-eu"));
    }

    private static void goesToOneRegionFirst(ReleaseClient releases, ServiceProcess eu, ServiceProcess us) {
        Stage europe = new Stage(List.of(new Label("region", "eu")), 0, 1);
        publish(
                releases,
                12,
                "polite: false",
                PublishOptions.DEFAULT.expected(2).stage(europe));
        awaitRuns(eu, 3, 12, "hi");
        await("the tally of the rollout").atMost(PATIENCE).untilAsserted(() -> {
            ConfigOutcome.Status status = status(releases);
            assertThat(status.concerned()).isEqualTo(1);
            assertThat(status.tallies()).containsExactly(new Tally(3, 1, 0), new Tally(2, 1, 0));
        });
        awaitRuns(us, 2, 8, "good day!");
        releases.steer(SET, 3, Steering.PROMOTE, "").join();
        awaitRuns(us, 3, 12, "hi");
        awaitRuns(eu, 3, 12, "hi");
    }

    private static void whatItCannotRunWithItRefuses(ReleaseClient releases, ServiceProcess eu, ServiceProcess us) {
        publish(releases, 1_000, "loud: true", PublishOptions.DEFAULT.expected(3));
        await("the rejections")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(status(releases).clients())
                        .hasSize(2)
                        .allSatisfy(client -> {
                            assertThat(client.applied()).isEqualTo(3);
                            assertThat(client.rejected()).isEqualTo(4);
                            assertThat(client.reason()).contains("/pool/size is 1000, can be 1 to 32");
                        })
                        .extracting(ConfigClientRecord::identity)
                        .containsExactlyInAnyOrder("greeter-eu", "greeter-us"));
        for (ServiceProcess service : List.of(eu, us)) {
            awaitRuns(service, 3, 12, "hi");
            JsonNode status = service.status();
            assertThat(status.path("rejected").asLong()).isEqualTo(4);
            assertThat(status.path("why").asText()).contains("/pool/size is 1000");
        }
    }

    /** One instance goes on, the other is started anew: both with what was good last, and both say that it may be old. */
    private ServiceProcess startsWithoutTheCluster(ProcessCluster cluster, ServiceProcess running) {
        Instant before = Instant.now();
        ServiceProcess started = europe(cluster);
        awaitRuns(started, 5, 8, "good day!");
        assertThat(Instant.parse(started.status().path("staleSince").asText())).isBefore(before);
        await("staleness").atMost(PATIENCE).until(() -> running.status().has("staleSince"));
        awaitRuns(running, 5, 8, "good day!");
        return started;
    }

    private static void awaitFresh(ServiceProcess service) {
        await("the cluster's word")
                .atMost(PATIENCE)
                .until(() -> !service.status().has("staleSince"));
        awaitRuns(service, 5, 8, "good day!");
    }

    private static void publish(ReleaseClient releases, int pool, String feature, PublishOptions options) {
        List<Document> documents = new Documents()
                .add("greeter.yaml", "pool:\n  size: " + pool + "\nfeatures:\n  " + feature + "\n")
                .list();
        releases.publish(SET, documents, options).join();
    }

    private static ConfigOutcome.Status status(ReleaseClient releases) {
        return releases.status(SET, false, 0, 0).join();
    }

    private static void awaitRuns(ServiceProcess service, long release, int pool, String greeting) {
        await("release " + release).atMost(PATIENCE).untilAsserted(() -> {
            JsonNode status = service.status();
            assertThat(status.path("release").asLong()).as(status.toString()).isEqualTo(release);
            assertThat(status.path("poolSize").asInt()).isEqualTo(pool);
            assertThat(service.greeting()).isEqualTo(greeting);
        });
    }
}
