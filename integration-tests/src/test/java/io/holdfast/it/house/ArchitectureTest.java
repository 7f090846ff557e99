package io.holdfast.it.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * THINK HARD BEFORE CHANGING THIS FILE.
 *
 * <p>The arrows of the house: which room may lean on which. If a feature seems to need a new arrow, it is probably in
 * the wrong room.
 */
@AnalyzeClasses(
        packages = "io.holdfast",
        importOptions = {ImportOption.DoNotIncludeTests.class})
@SuppressWarnings("unused") // ArchUnit reads the rules reflectively.
class ArchitectureTest {
    private static final String[] MODEL = {"io.holdfast.model.."};
    private static final String[] PROTOCOL = {"io.holdfast.model..", "io.holdfast.wire..", "io.holdfast.storage.."};

    @ArchTest
    static final ArchRule theModelIsPureJava =
            // java.security for the checksum of a release, which client and gateway compute, and apply never does.
            onlyDependOn("io.holdfast.model..", "io.holdfast.model..", "java.nio", "java.nio.charset", "java.security");

    @ArchTest
    static final ArchRule protocolKnowsProtobufAndGrpcAndNobodyElse = classes()
            .that()
            .resideInAnyPackage(PROTOCOL)
            .should()
            .onlyDependOnClassesThat(
                    either(PROTOCOL, "java..", "org.jspecify..", "com.google.protobuf..", "io.grpc.."));

    @ArchTest
    static final ArchRule generatedMessagesStayBehindTheCodecs = noClasses()
            .that()
            .resideOutsideOfPackages("io.holdfast.wire..", "io.holdfast.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.holdfast.wire.proto..");

    @ArchTest
    static final ArchRule theStateMachineIsDeterministic = onlyDependOn(
            "io.holdfast.statemachine..",
            "io.holdfast.statemachine..",
            "io.holdfast.model..",
            "java.lang.invoke",
            "java.nio.charset",
            "java.nio",
            "java.util.function",
            "java.util.stream");

    @ArchTest
    static final ArchRule theStateMachineHasNoClockNoChanceNoThreadAndNoSaltedOrder = noClasses()
            .that()
            .resideInAPackage("io.holdfast.statemachine..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.lang\\.Thread|java\\.util\\.(Random|UUID|HashMap|HashSet|IdentityHashMap|WeakHashMap"
                            + "|Date|Timer|concurrent\\..*)|java\\.time\\..*|java\\.security\\..*")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class)
            .orShould()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.base.DescribedPredicate.describe(
                            "Map.of and Set.of, whose order is salted per JVM",
                            t -> (t.getOwner().isEquivalentTo(java.util.Map.class)
                                            || t.getOwner().isEquivalentTo(java.util.Set.class))
                                    && (t.getName().startsWith("of")
                                            || t.getName().equals("copyOf")))));

    @ArchTest
    static final ArchRule tlsLeansOnTheJdkAndWhereItMustOnNetty = classes()
            .that()
            .resideInAPackage("io.holdfast.tls..")
            .should()
            .onlyDependOnClassesThat(
                    either(new String[] {"io.holdfast.tls.."}, "java..", "javax..", "org.jspecify..", "io.netty.."));

    @ArchTest
    static final ArchRule nettyInTlsStandsInOneRoom = noClasses()
            .that()
            .resideInAPackage("io.holdfast.tls")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule theCheckerIsPure = classes()
            .that()
            .resideInAPackage("io.holdfast.checker..")
            .should()
            .onlyDependOnClassesThat(either(new String[] {"io.holdfast.checker.."}, "java..", "org.jspecify.."));

    @ArchTest
    static final ArchRule theClientKnowsNeitherServerNorRatisNorStorage = noClasses()
            .that()
            .resideInAnyPackage("io.holdfast.client..", "io.holdfast.election..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.holdfast.server..",
                    "io.holdfast.statemachine..",
                    "io.holdfast.storage..",
                    "org.apache.ratis..",
                    "io.holdfast.cli..");

    @ArchTest
    static final ArchRule electionStandsOnTheClientsPublicApiOnly = noClasses()
            .that()
            .resideInAPackage("io.holdfast.election..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.holdfast.client.internal..", "io.holdfast.wire..", "io.holdfast.tls..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule recipesStandOnTheClientsPublicApiOnly = noClasses()
            .that()
            .resideInAPackage("io.holdfast.client.recipe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.holdfast.client.internal..", "io.holdfast.wire..", "io.holdfast.tls..");

    @ArchTest
    static final ArchRule theServerDoesNotKnowTheClient = noClasses()
            .that()
            .resideInAnyPackage("io.holdfast.server..", "io.holdfast.statemachine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.holdfast.client..", "io.holdfast.cli..", "io.holdfast.checker..");

    @ArchTest
    static final ArchRule ratisLivesInItsRooms = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.holdfast.server.raft..",
                    "io.holdfast.server.metrics..",
                    "io.holdfast.benchmarks..",
                    "io.holdfast.test..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.ratis..");

    @ArchTest
    static final ArchRule theTestKitIsAUserWithAServerAtHandAndKnowsOneHookOfRatis = classes()
            .that()
            .resideInAPackage("io.holdfast.test..")
            .should()
            .onlyDependOnClassesThat(either(
                            new String[] {"io.holdfast.test..", "io.holdfast.client", "io.holdfast.model.."},
                            "io.holdfast.server",
                            "io.holdfast.server.config",
                            "io.holdfast.tls",
                            "java..",
                            "javax.net.ssl..",
                            "org.jspecify..",
                            "org.slf4j..",
                            "org.junit.jupiter.api..")
                    .or(resideInAPackage("org.apache.ratis.util")
                            .and(describe(
                                    "the hook for tests",
                                    type -> type.getName().contains(".CodeInjectionForTesting")))));

    @ArchTest
    static final ArchRule nobodyLeansOnTheTestKit = noClasses()
            .that()
            .resideOutsideOfPackage("io.holdfast.test..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.holdfast.test..");

    @ArchTest
    static final ArchRule gatewaysKnowThePortsOnly = noClasses()
            .that()
            .resideInAnyPackage("io.holdfast.server.gateway..", "io.holdfast.etcd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.holdfast.server.raft..", "io.holdfast.statemachine..", "io.holdfast.storage..");

    @ArchTest
    static final ArchRule theEtcdGatewayKnowsThePortsTheModelAndGrpc = classes()
            .that()
            .resideInAPackage("io.holdfast.etcd..")
            .should()
            .onlyDependOnClassesThat(either(
                    new String[] {"io.holdfast.etcd..", "io.holdfast.model..", "io.holdfast.server.port"},
                    "io.holdfast.wire",
                    "java..",
                    "org.jspecify..",
                    "io.grpc..",
                    "com.google.protobuf.."));

    @ArchTest
    static final ArchRule jacksonReadsConfigurationInOneRoomAndPrintsStatusInAnother = noClasses()
            .that()
            .resideInAPackage("io.holdfast.server..")
            .and()
            .resideOutsideOfPackages("io.holdfast.server.config..", "io.holdfast.server.ops..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule jacksonInTheClientStandsInOneRoom = noClasses()
            .that()
            .resideInAPackage("io.holdfast.client..")
            .and()
            .resideOutsideOfPackage("io.holdfast.client.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "org.yaml..");

    @ArchTest
    static final ArchRule configurationStandsOnTheClientsPublicApiOnly = noClasses()
            .that()
            .resideInAPackage("io.holdfast.client.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.holdfast.client.internal..", "io.holdfast.wire..", "io.holdfast.tls..");

    @ArchTest
    static final ArchRule foreignConfigurationStandsBehindItsOwnDoor = noClasses()
            .that()
            .resideOutsideOfPackages("io.holdfast.client.config.microprofile", "io.holdfast.client.config.spring")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.microprofile..", "org.springframework..");

    @ArchTest
    static final ArchRule schemasAreCheckedInOneRoom = noClasses()
            .that()
            .resideOutsideOfPackage("io.holdfast.client.config.schema")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.networknt..");

    @ArchTest
    static final ArchRule theRegistryIsTouchedInTheMetricsRoomOnly = noClasses()
            .that()
            .resideInAPackage("io.holdfast..")
            .and()
            .resideOutsideOfPackage("io.holdfast.server.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.codahale.metrics..");

    @ArchTest
    static final ArchRule nobodyReachesIntoTheClientsInternals = noClasses()
            .that()
            .resideOutsideOfPackage("io.holdfast.client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.holdfast.client.internal..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.holdfast.(**)").should().beFreeOfCycles();

    private static ArchRule onlyDependOn(String room, String... others) {
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(
                        either(others, "java.lang", "java.util", "java.lang.annotation", "org.jspecify.."));
    }

    private static DescribedPredicate<JavaClass> either(String[] some, String... more) {
        // Arrays of primitives have no package: their component type decides nothing.
        return resideInAnyPackage(some)
                .or(resideInAnyPackage(more))
                .or(resideInAPackage(""))
                .as("the rooms allowed here");
    }
}
