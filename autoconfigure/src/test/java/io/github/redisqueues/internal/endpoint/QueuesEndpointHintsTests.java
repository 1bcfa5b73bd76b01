package io.github.redisqueues.internal.endpoint;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hints for native images that come with the endpoint: whatever it answers can be
 * written as JSON.
 */
class QueuesEndpointHintsTests {

	@Test
	void everyAnswerCanBeWritten() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, QueuesEndpoint.class);
		List<Class<?>> answers = answers();
		assertThat(answers).hasSizeGreaterThan(15)
			.contains(QueuesSnapshot.class, MessagePage.class, MessageDescriptor.class, RedriveJobsDescriptor.Job.class,
					HistoryDescriptor.Point.class, DeadGroupsDescriptor.Group.class);
		assertThat(answers).allSatisfy((type) -> {
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints);
			assertThat(type.getRecordComponents()).allSatisfy((component) -> assertThat(
					RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
				.accepts(hints));
		});
	}

	/**
	 * Finds the public records of the package, and those within them: the endpoint's
	 * answers.
	 */
	private static List<Class<?>> answers() throws Exception {
		String folder = ClassUtils.classPackageAsResourcePath(QueuesEndpoint.class);
		List<Class<?>> answers = Arrays
			.stream(new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder + "/*.class"))
			.map((resource) -> String.valueOf(resource.getFilename()).replace(".class", ""))
			.filter((name) -> !name.equals("package-info"))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(QueuesEndpoint.class.getPackageName() + "." + name,
					QueuesEndpoint.class.getClassLoader()))
			.filter((type) -> type.isRecord() && Modifier.isPublic(type.getModifiers()))
			.toList();
		return Stream.concat(answers.stream(), answers.stream().flatMap((type) -> Stream.of(type.getDeclaredClasses())))
			.filter(Class::isRecord)
			.<Class<?>>map((type) -> type)
			.distinct()
			.toList();
	}

}
