package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.StatusException;
import io.holdfast.client.cache.KeyCache;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Walks every public signature of every package but the internal one, through generics, bounds, exceptions and supertypes:
 * what users compile against is ours, the vocabulary's and the JDK's.
 */
class PublicInterfaceTest {

    private static final List<String> ALLOWED = List.of("java.", "io.holdfast.model.");

    @Test
    void noTypeOfAnotherLibraryShowsInThePublicInterface() throws Exception {
        Set<String> foreign = new TreeSet<>();
        for (Class<?> type : publicTypes()) {
            for (Type shown : shownBy(type)) {
                collect(shown, type, foreign);
            }
        }
        assertThat(foreign).isEmpty();
    }

    @Test
    void theWalkWouldSeeATypeOfAnotherLibraryWhereverItStood() {
        Set<String> foreign = new TreeSet<>();
        for (Type shown : shownBy(Leaking.class)) {
            collect(shown, Leaking.class, foreign);
        }
        assertThat(foreign)
                .extracting(line -> line.substring(line.lastIndexOf('.') + 1))
                .containsExactlyInAnyOrder(
                        "AbstractReferenceCounted",
                        "AttributeKey",
                        "ByteBuf",
                        "Channel",
                        "Metadata",
                        "StatusException");
    }

    /** What the interface must not do, in every place it could. */
    @SuppressWarnings("unused") // The walk reads it.
    public abstract static class Leaking<T extends ByteBuf> extends AbstractReferenceCounted {
        protected Leaking() throws StatusException {}

        abstract List<Metadata> hidden();

        protected abstract List<? super Metadata> shown();

        public abstract <A extends AttributeKey<?>> Map<String, List<Channel[]>> deep();
    }

    @Test
    void theWalkSeesTheWholeInterface() throws Exception {
        assertThat(publicTypes())
                .contains(
                        HoldfastClient.class,
                        HoldfastClientBuilder.class,
                        KeyValueClient.class,
                        KeyCache.class,
                        RejectedException.class)
                .hasSizeGreaterThan(25);
    }

    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path folder = Path.of(HoldfastClient.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("io/holdfast/client");
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String name = folder.relativize(file).toString().replace('/', '.');
                boolean type = name.endsWith(".class") && !name.endsWith("package-info.class");
                if (type && !name.contains("internal.")) {
                    Class<?> found = Class.forName("io.holdfast.client." + name.substring(0, name.length() - 6));
                    if (reachable(found)) {
                        types.add(found);
                    }
                }
            }
        }
        return types;
    }

    /** Public, and so is everything around it. */
    private static boolean reachable(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return visible(type.getModifiers()) && (around == null || reachable(around));
    }

    private static List<Type> shownBy(Class<?> type) {
        List<Type> shown = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
        if (type.getGenericSuperclass() != null) {
            shown.add(type.getGenericSuperclass());
        }
        shown.addAll(bounds(type.getTypeParameters()));
        if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses())
                    .filter(PublicInterfaceTest::reachable)
                    .forEach(shown::add);
        }
        for (Method method : type.getDeclaredMethods()) {
            if (visible(method.getModifiers()) && !method.isSynthetic()) {
                shown.addAll(bounds(method.getTypeParameters()));
                shown.add(method.getGenericReturnType());
                shown.addAll(Arrays.asList(method.getGenericParameterTypes()));
                shown.addAll(Arrays.asList(method.getGenericExceptionTypes()));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers())) {
                shown.addAll(Arrays.asList(constructor.getGenericParameterTypes()));
                shown.addAll(Arrays.asList(constructor.getGenericExceptionTypes()));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (visible(field.getModifiers())) {
                shown.add(field.getGenericType());
            }
        }
        return shown;
    }

    private static List<Type> bounds(TypeVariable<?>[] parameters) {
        return Arrays.stream(parameters)
                .flatMap(parameter -> Arrays.stream(parameter.getBounds()))
                .toList();
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void collect(Type shown, Class<?> where, Set<String> foreign) {
        if (shown instanceof Class<?> type) {
            Class<?> element = type.isArray() ? type.getComponentType() : type;
            String name = element.getName();
            boolean ours = name.startsWith("io.holdfast.client.") && !name.contains(".internal.") && reachable(element);
            if (!element.isPrimitive() && !ours && ALLOWED.stream().noneMatch(name::startsWith)) {
                foreign.add(where.getName() + " shows " + name);
            }
        } else if (shown instanceof ParameterizedType parameterized) {
            collect(parameterized.getRawType(), where, foreign);
            Arrays.stream(parameterized.getActualTypeArguments()).forEach(each -> collect(each, where, foreign));
        } else if (shown instanceof GenericArrayType array) {
            collect(array.getGenericComponentType(), where, foreign);
        } else if (shown instanceof WildcardType wildcard) {
            Arrays.stream(wildcard.getUpperBounds()).forEach(each -> collect(each, where, foreign));
            Arrays.stream(wildcard.getLowerBounds()).forEach(each -> collect(each, where, foreign));
        } else {
            assertThat(shown).isInstanceOf(TypeVariable.class);
        }
    }
}
