package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.cache.KeyCache;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Walks every public signature: what users compile against is ours, the vocabulary's and the JDK's. */
class PublicInterfaceTest {
    private static final List<String> PACKAGES = List.of("io.holdfast.client", "io.holdfast.client.cache");

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
        Path classes = Path.of(HoldfastClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> types = new ArrayList<>();
        for (String room : PACKAGES) {
            addPublicTypes(room, classes.resolve(room.replace('.', '/')), types);
        }
        return types;
    }

    private static void addPublicTypes(String room, Path folder, List<Class<?>> types)
            throws IOException, ClassNotFoundException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".class") && !name.startsWith("package-info")) {
                    Class<?> type = Class.forName(room + "." + name.substring(0, name.length() - 6));
                    if (Modifier.isPublic(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
    }

    private static List<Type> shownBy(Class<?> type) {
        List<Type> shown = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
        if (type.getGenericSuperclass() != null) {
            shown.add(type.getGenericSuperclass());
        }
        for (Method method : type.getDeclaredMethods()) {
            if (visible(method.getModifiers()) && !method.isSynthetic()) {
                shown.add(method.getGenericReturnType());
                shown.addAll(Arrays.asList(method.getGenericParameterTypes()));
                shown.addAll(Arrays.asList(method.getGenericExceptionTypes()));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers())) {
                shown.addAll(Arrays.asList(constructor.getGenericParameterTypes()));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (visible(field.getModifiers())) {
                shown.add(field.getGenericType());
            }
        }
        return shown;
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void collect(Type shown, Class<?> where, Set<String> foreign) {
        if (shown instanceof Class<?> type) {
            Class<?> element = type.isArray() ? type.getComponentType() : type;
            String name = element.getName();
            boolean ours = PACKAGES.contains(element.getPackageName()) && visible(element.getModifiers());
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
        } else {
            assertThat(shown).isInstanceOf(TypeVariable.class);
        }
    }
}
