package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.recipe.BalancerOptions.Choice;
import io.holdfast.model.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/recipes.md and of the javadoc compile and run. */
class RecipeExamplesTest extends RecipeFixture {
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\n(.*?)\\* }</pre>", Pattern.DOTALL);
    private static final Pattern MARKDOWN = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final List<String> said = new CopyOnWriteArrayList<>();

    private void log(String line) {
        said.add(line);
    }

    private void call(String address) {
        log("called " + address);
    }

    @Test
    void theExampleOfACounterRuns() {
        HoldfastClient client = client();
        Recipes recipes = Recipes.of(client).under("shop/recipes/");
        DistributedCounter orders = recipes.counter("orders");
        long mine = orders.increment();
        boolean reset = orders.compareAndSet(mine, 0);
        assertThat(reset).isTrue();
        assertThat(cluster.keys("shop/recipes/")).containsExactly("shop/recipes/counter/orders");
    }

    @Test
    void theExampleOfALatchRuns() {
        Recipes recipes = recipes();
        recipes.latch("loaded", 3).countDown("shard-1");
        recipes.latch("loaded", 3).countDown("shard-2");
        DistributedLatch loaded = recipes.latch("loaded", 3);
        loaded.countDown("shard-7");
        loaded.await(Duration.ofMinutes(5));
        assertThat(loaded.remaining()).isZero();
    }

    @Test
    void theExampleOfABarrierRuns() {
        Recipes recipes = recipes();
        for (int i = 0; i < 3; i++) {
            recipes.barrier("step", 4).awaitAsync(LONG);
        }
        DistributedBarrier step = recipes.barrier("step", 4);
        BarrierArrival passed = step.await(Duration.ofMinutes(1));
        log("step " + passed.generation());
        assertThat(said).containsExactly("step 1");
    }

    @Test
    void theExamplesOfAGroupRun() {
        Recipes recipes = recipes();
        GroupListener listener = new GroupListener() {
            @Override
            public void onJoined(Member member) {
                log("joined " + member.id());
            }

            @Override
            public void onUpdated(Member before, Member after) {}

            @Override
            public void onLeft(Member member) {}
        };
        everyLineOfTheGroupsOwnExample(recipes);
        GroupMembership workers = recipes.group("workers");
        Membership mine = workers.join("a7", Bytes.utf8("10.0.0.7"), MembershipOptions.DEFAULT.rejoining());
        mine.onLost(lost -> log("not a member: " + lost.loss()));
        try (GroupView view = workers.observe()) {
            view.listen(listener);
            log(view.awaitReady(Duration.ofSeconds(5)).members().size() + " workers");
            await().until(() -> said.contains("joined a7"));
        }
        try (GroupView view = recipes.group("workers").observe()) {
            view.awaitReady(Duration.ofSeconds(5));
            log(view.members().size() + " workers");
        }
        assertThat(said).filteredOn("1 workers"::equals).hasSize(2);
    }

    private void everyLineOfTheGroupsOwnExample(Recipes recipes) {
        GroupMembership workers = recipes.group("workers");
        Membership mine = workers.join("a7", Bytes.utf8("10.0.0.7"));
        mine.onStateChange(state -> log("now " + state));
        mine.update(Bytes.utf8("10.0.0.7 busy"));
        mine.leave();
        await().until(() -> said.contains("now Left[]"));
    }

    @Test
    void theExampleOfAServiceRuns() {
        Recipes recipes = recipes();
        ServiceRegistry registry = recipes.services();
        ServiceRegistration here = registry.register(
                "billing", ServiceInstance.of("a7", "10.0.0.7:8080").zone("eu-1"));
        ServiceDirectory billing = registry.directory("billing");
        billing.awaitReady(Duration.ofSeconds(5));
        LoadBalancer balancer = billing.balancer(BalancerOptions.DEFAULT.choice(Choice.LEAST_OUTSTANDING));
        try (Pick pick = balancer.pick()) {
            call(pick.instance().address());
            pick.succeeded();
        }
        here.close();
        assertThat(said).containsExactly("called 10.0.0.7:8080");
    }

    @Test
    void theDocumentPrintsWhatIsCompiledHere() throws IOException {
        assertCompiled(MARKDOWN.matcher(Files.readString(Path.of("../docs/recipes.md"))), 6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Recipes",
                "DistributedCounter",
                "DistributedLatch",
                "DistributedBarrier",
                "GroupMembership",
                "GroupView",
                "ServiceRegistry",
                "Pick"
            })
    void theJavadocPrintsWhatIsCompiledHere(String type) throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/holdfast/client/recipe/" + type + ".java"));
        assertCompiled(JAVADOC.matcher(source), 1);
    }

    private static void assertCompiled(Matcher examples, int atLeast) throws IOException {
        String compiled =
                squeezed(Files.readString(Path.of("src/test/java/io/holdfast/client/recipe/RecipeExamplesTest.java")));
        int found = 0;
        while (examples.find()) {
            found++;
            assertThat(examples.group(1).lines().map(line -> squeezed(line.replaceFirst("^ *\\* ?", ""))))
                    .allMatch(compiled::contains);
        }
        assertThat(found).isGreaterThanOrEqualTo(atLeast);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
