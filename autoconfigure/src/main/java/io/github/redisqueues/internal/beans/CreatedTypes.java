package io.github.redisqueues.internal.beans;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Tells which classes a bean may have that has not been created yet, if its definition
 * only tells an interface or a superclass: those that the bean method, or the
 * {@code getObject} method of the factory bean, creates with {@code new}.
 */
final class CreatedTypes {

	private final ConfigurableListableBeanFactory beanFactory;

	CreatedTypes(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Returns the classes.
	 * @param name name of the bean
	 * @param declared the type that its definition tells
	 * @return subtypes of the declared type; empty if the code does not tell
	 */
	Set<Class<?>> of(String name, Class<?> declared) {
		Set<Class<?>> found = new LinkedHashSet<>();
		String target = ScopedProxyUtils.getTargetBeanName(name);
		boolean isScoped = this.beanFactory.containsBeanDefinition(target);
		if (!isScoped && this.beanFactory.containsLocalBean(name) && this.beanFactory.isFactoryBean(name)) {
			Class<?> factory = this.beanFactory.getType(BeanFactory.FACTORY_BEAN_PREFIX + name, false);
			for (Class<?> type = factory; type != null && type != Object.class; type = type.getSuperclass()) {
				collect(type, "getObject", declared, found);
				collect(type, "createInstance", declared, found);
			}
			return found;
		}
		String defined = isScoped ? target : name;
		if (this.beanFactory.containsBeanDefinition(defined)
				&& this.beanFactory.getMergedBeanDefinition(defined) instanceof RootBeanDefinition definition) {
			Method method = definition.getResolvedFactoryMethod();
			if (method != null) {
				collect(ClassUtils.getUserClass(method.getDeclaringClass()), method.getName(), declared, found);
			}
		}
		return found;
	}

	private static void collect(Class<?> type, String method, Class<?> declared, Set<Class<?>> found) {
		ClassLoader loader = type.getClassLoader();
		if (loader == null || type.getName().startsWith("org.springframework.")) {
			return;
		}
		for (String created : created(type, loader, method)) {
			Class<?> candidate = resolve(created, loader);
			if (candidate != null && candidate != declared && declared.isAssignableFrom(candidate)) {
				found.add(candidate);
			}
		}
	}

	private static @Nullable Class<?> resolve(String name, ClassLoader loader) {
		try {
			return ClassUtils.forName(name, loader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * Returns the names of the classes that a method, or a lambda in it, creates.
	 */
	private static Set<String> created(Class<?> type, ClassLoader loader, String method) {
		Set<String> names = new LinkedHashSet<>();
		try (InputStream bytes = loader.getResourceAsStream(
				ClassUtils.convertClassNameToResourcePath(type.getName()) + ClassUtils.CLASS_FILE_SUFFIX)) {
			if (bytes != null) {
				new ClassReader(bytes).accept(new CreationVisitor(method, names),
						ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			// The code does not tell
		}
		return names;
	}

	private static final class CreationVisitor extends ClassVisitor {

		private final String method;

		private final Set<String> names;

		private CreationVisitor(String method, Set<String> names) {
			super(SpringAsmInfo.ASM_VERSION);
			this.method = method;
			this.names = names;
		}

		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			if (!name.equals(this.method) && !name.startsWith("lambda$" + this.method + "$")) {
				return null;
			}
			return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {

				@Override
				public void visitTypeInsn(int opcode, String type) {
					if (opcode == Opcodes.NEW) {
						CreationVisitor.this.names.add(Type.getObjectType(type).getClassName());
					}
				}

			};
		}

	}

}
