package io.holdfast.it.bundle;

import io.holdfast.it.cluster.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The one jar that this build made, and class loaders that know it alone. */
final class ClientBundle {
    private ClientBundle() {}

    /** {@code client-bundle/target}. */
    static Path target() {
        return Distribution.checkout().resolve("client-bundle/target");
    }

    /** The jar. */
    static Path jar() {
        try (Stream<Path> files = Files.list(target())) {
            return files.filter(file -> file.getFileName().toString().matches("holdfast-client-bundle-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(ClientBundle::missing);
        } catch (IOException e) {
            throw missing();
        }
    }

    /** A class loader that knows the JDK, the jar, slf4j-api and, copied to {@code directory}, the class {@code user}. */
    static URLClassLoader alone(Path directory, Class<?> user) {
        try {
            String file = user.getName().replace('.', '/') + ".class";
            Path copy = directory.resolve(file);
            Files.createDirectories(copy.getParent());
            try (InputStream bytes = user.getResourceAsStream(user.getSimpleName() + ".class")) {
                Files.write(copy, bytes.readAllBytes());
            }
            URL slf4j =
                    LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation();
            URL[] path = {url(jar()), Path.of(slf4j.toURI()).toUri().toURL(), url(directory)};
            return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    private static IllegalStateException missing() {
        return new IllegalStateException("no bundle in " + target() + ": run mvn -DskipTests package first");
    }
}
