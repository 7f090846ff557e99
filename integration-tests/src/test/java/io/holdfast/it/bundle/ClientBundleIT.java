package io.holdfast.it.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.Pki;
import io.holdfast.it.cluster.ProcessCluster;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** {@code holdfast-client-bundle}: one jar that works alone and never meets a user's own gRPC, Netty or Guava. */
class ClientBundleIT {
    private static final String OURS = "io/holdfast/(client|model|tls|wire|shaded)/.*";

    @TempDir
    Path directory;

    @Test
    void theJarAloneSpeaksToARealServerOverMutualTls() throws IOException, ReflectiveOperationException {
        try (ProcessCluster cluster = ProcessCluster.start(directory.resolve("cluster"), 1);
                URLClassLoader alone = ClientBundle.alone(directory.resolve("user"), BundleUser.class)) {
            Pki pki = cluster.pki().client("bundle");
            String read = user(alone)
                    .apply(Map.of(
                            "endpoints", cluster.endpoints(),
                            "cacert", pki.caCert().toString(),
                            "cert", pki.cert("bundle").toString(),
                            "key", pki.key("bundle").toString(),
                            "value", "from one jar"));
            assertThat(read).isEqualTo("from one jar");
            try (HoldfastClient other = cluster.client()) {
                assertThat(other.keyValue().blocking().get("bundle").keyValue()).isPresent();
            }
        }
    }

    @Test
    void epollAndBoringSslComeUpUnderTheirNewNames() throws IOException, ReflectiveOperationException {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        assumeTrue(System.getProperty("os.arch").equals("amd64"));
        try (URLClassLoader alone = ClientBundle.alone(directory, BundleUser.class)) {
            for (String each : List.of("channel.epoll.Epoll", "handler.ssl.OpenSsl")) {
                Class<?> library = alone.loadClass("io.holdfast.shaded.io.netty." + each);
                assertThat(library.getMethod("unavailabilityCause").invoke(null))
                        .as(each)
                        .isNull();
            }
        }
    }

    @Test
    void everyClassIsOursOrRelocated() throws IOException {
        try (JarFile jar = new JarFile(ClientBundle.jar().toFile())) {
            assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class")))
                    .as("whatever the client now brings along needs a relocation in client-bundle/pom.xml")
                    .isNotEmpty()
                    .allMatch(name -> name.matches(OURS));
            assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.startsWith("META-INF/native/lib")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("META-INF/native/libio_holdfast_shaded_netty_"));
            for (JarEntry service : jar.stream()
                    .filter(entry -> entry.getName().startsWith("META-INF/services/") && !entry.isDirectory())
                    .toList()) {
                String content = new String(jar.getInputStream(service).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(service.getName()).startsWith("META-INF/services/io.holdfast.shaded.");
                assertThat(content.lines()).as(service.getName()).allMatch(line -> line.startsWith("io.holdfast."));
            }
        }
    }

    @Test
    void whoeverUsesItGetsTheLoggingInterfaceAndAnnotationsAndNothingElse()
            throws IOException, ParserConfigurationException, SAXException, XPathExpressionException {
        NodeList names = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "/project/dependencies/dependency[not(scope='test')]/artifactId",
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(ClientBundle.target()
                                        .resolve("reduced-pom.xml")
                                        .toFile()),
                        XPathConstants.NODESET);
        TreeSet<String> dependencies = new TreeSet<>();
        for (int i = 0; i < names.getLength(); i++) {
            dependencies.add(names.item(i).getTextContent());
        }
        assertThat(dependencies).containsExactly("jspecify", "slf4j-api");
    }

    @SuppressWarnings("unchecked") // The user is a class of another loader: only the JDK's types are the same.
    private static Function<Map<String, String>, String> user(URLClassLoader alone)
            throws ReflectiveOperationException {
        Class<?> user = alone.loadClass(BundleUser.class.getName());
        assertThat(user).isNotEqualTo(BundleUser.class);
        return (Function<Map<String, String>, String>)
                user.getDeclaredConstructor().newInstance();
    }
}
