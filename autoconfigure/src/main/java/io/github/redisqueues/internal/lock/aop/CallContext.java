package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.BeanResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Evaluation context of one call: expressions can use parameters, properties and methods
 * of objects, but no types, constructors, beans or assignments. All calls share what is
 * expensive to create.
 */
final class CallContext implements EvaluationContext {

	private static final SimpleEvaluationContext SHARED = SimpleEvaluationContext.forReadOnlyDataBinding()
		.withInstanceMethods()
		.build();

	private final Parameters parameters;

	private final @Nullable Object[] args;

	private final TypedValue root;

	CallContext(Parameters parameters, MethodInvocation invocation) {
		this.parameters = parameters;
		this.args = invocation.getArguments();
		this.root = new TypedValue(new Call(this.args, invocation.getMethod(), invocation.getThis()));
	}

	@Override
	public TypedValue getRootObject() {
		return this.root;
	}

	@Override
	public @Nullable Object lookupVariable(String name) {
		Integer position = this.parameters.position(name);
		return (position != null) ? this.args[position] : null;
	}

	@Override
	public TypedValue assignVariable(String name, Supplier<TypedValue> valueSupplier) {
		return SHARED.assignVariable(name, valueSupplier);
	}

	@Override
	public void setVariable(String name, @Nullable Object value) {
		throw new UnsupportedOperationException("Assignments are not supported");
	}

	@Override
	public boolean isAssignmentEnabled() {
		return false;
	}

	@Override
	public boolean isCompilationSupported() {
		return SHARED.isCompilationSupported();
	}

	@Override
	public List<PropertyAccessor> getPropertyAccessors() {
		return SHARED.getPropertyAccessors();
	}

	@Override
	public List<MethodResolver> getMethodResolvers() {
		return SHARED.getMethodResolvers();
	}

	@Override
	public @Nullable BeanResolver getBeanResolver() {
		return null;
	}

	@Override
	public TypeLocator getTypeLocator() {
		return SHARED.getTypeLocator();
	}

	@Override
	public TypeConverter getTypeConverter() {
		return SHARED.getTypeConverter();
	}

	@Override
	public TypeComparator getTypeComparator() {
		return SHARED.getTypeComparator();
	}

	@Override
	public OperatorOverloader getOperatorOverloader() {
		return SHARED.getOperatorOverloader();
	}

	/**
	 * The object behind {@code #root}.
	 *
	 * @param args the arguments
	 * @param method the method, as it was called
	 * @param target the object on which it is called
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Call(@Nullable Object[] args, Method method, @Nullable Object target) {

	}

}
