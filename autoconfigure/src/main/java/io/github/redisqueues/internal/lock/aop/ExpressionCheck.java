package io.github.redisqueues.internal.lock.aop;

import java.util.Set;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * Finds parts of an expression that would always fail at run time.
 */
final class ExpressionCheck {

	private static final Set<Class<?>> REFUSED = Set.of(TypeReference.class, BeanReference.class,
			ConstructorReference.class, FunctionReference.class, Assign.class, OpInc.class, OpDec.class);

	/**
	 * Nodes inside which unqualified names do not refer to {@code #root}.
	 */
	private static final Set<Class<?>> OWN_SCOPE = Set.of(Projection.class, Selection.class, Indexer.class,
			InlineMap.class);

	private static final Set<String> ROOT = Set.of("args", "method", "target");

	private final Parameters parameters;

	private ExpressionCheck(Parameters parameters) {
		this.parameters = parameters;
	}

	/**
	 * Checks an expression.
	 * @param expression the expression
	 * @param parameters the variables that it may have
	 * @throws IllegalArgumentException if it cannot be evaluated
	 */
	static void check(SpelExpression expression, Parameters parameters) {
		SpelNode ast = expression.getAST();
		if (ast != null) {
			new ExpressionCheck(parameters).check(ast, true, true);
		}
	}

	private void check(SpelNode node, boolean atRoot, boolean inRootScope) {
		if (REFUSED.contains(node.getClass())) {
			throw new IllegalArgumentException(node.toStringAST()
					+ " is not allowed here: types, constructors, beans, functions and assignments are not available");
		}
		if (node instanceof VariableReference) {
			checkVariable(node.toStringAST().substring(1));
		}
		if (atRoot && (node instanceof MethodReference
				|| node instanceof PropertyOrFieldReference property && !ROOT.contains(property.getName()))) {
			throw new IllegalArgumentException(
					"'" + node.toStringAST() + "' is unknown; write a parameter with a leading #");
		}
		boolean scope = inRootScope && !OWN_SCOPE.contains(node.getClass());
		for (int i = 0; i < node.getChildCount(); i++) {
			boolean follows = node instanceof CompoundExpression && i > 0;
			// Arguments of a method are evaluated in the scope of the whole expression
			check(node.getChild(i), scope && !follows && (atRoot || node instanceof MethodReference), scope);
		}
	}

	private void checkVariable(String name) {
		if (!name.equals("root") && !name.equals("this") && this.parameters.position(name) == null) {
			throw new IllegalArgumentException("#" + name + " is not a parameter of the method. Known are: "
					+ this.parameters + " (names are known only if the class is compiled with -parameters)");
		}
	}

}
