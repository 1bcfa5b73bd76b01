package io.github.redisqueues.autoconfigure;

import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.generate.AccessControl;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.javapoet.CodeBlock;
import org.springframework.util.ClassUtils;

/**
 * Generates the definitions of declared queues and topics whose payload types are not
 * public. The code is in our package, so it finds these by their names.
 */
final class DeclaredBeanAotProcessor implements BeanRegistrationAotProcessor {

	private static final Set<String> FACTORIES = Set.of(RedisQueueRegistrar.BEANS, RedisTopicRegistrar.BEANS);

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		String factory = registeredBean.getMergedBeanDefinition().getFactoryBeanName();
		ResolvableType type = registeredBean.getBeanType();
		return (factory == null || !FACTORIES.contains(factory) || AccessControl.forResolvableType(type).isPublic())
				? null : BeanRegistrationAotContribution.withCustomCodeFragments(ByName::new);
	}

	/**
	 * Leaves the type parameter out, and sets it by name.
	 */
	private static final class ByName extends BeanRegistrationCodeFragmentsDecorator {

		ByName(BeanRegistrationCodeFragments delegate) {
			super(delegate);
		}

		@Override
		public CodeBlock generateNewBeanDefinitionCode(GenerationContext context, ResolvableType beanType,
				BeanRegistrationCode code) {
			return super.generateNewBeanDefinitionCode(context, ResolvableType.forClass(beanType.toClass()), code)
				.toBuilder()
				.addStatement("$L.setTargetType($L)", BEAN_DEFINITION_VARIABLE, type(beanType))
				.build();
		}

		private static CodeBlock type(ResolvableType type) {
			if (type.isArray()) {
				return CodeBlock.of("$T.forArrayComponent($L)", ResolvableType.class, type(type.getComponentType()));
			}
			CodeBlock raw = rawClass(type.toClass());
			if (!type.hasGenerics()) {
				return CodeBlock.of("$T.forClass($L)", ResolvableType.class, raw);
			}
			CodeBlock generics = Arrays.stream(type.getGenerics()).map(ByName::type).collect(CodeBlock.joining(", "));
			return CodeBlock.of("$T.forClassWithGenerics($L, $L)", ResolvableType.class, raw, generics);
		}

		private static CodeBlock rawClass(Class<?> type) {
			return AccessControl.forClass(type).isPublic() ? CodeBlock.of("$T.class", type)
					: CodeBlock.of("$T.resolveClassName($S, null)", ClassUtils.class, type.getName());
		}

	}

}
