import ts from 'typescript'
import { parse, type Source } from './source'

/** The members of an interface, each with its type. */
export function membersOf(source: Source, name: string): Map<string, ts.TypeNode | undefined> {
  const declaration = parse(source).statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  )
  if (!declaration) throw new Error(`${source.path} has no interface ${name}`)
  return new Map(
    declaration.members
      .filter(ts.isPropertySignature)
      .map((member) => [nameOf(member.name), member.type]),
  )
}

/** How many arguments each call of the contract takes: the length of its `args`. */
export function argumentCounts(source: Source, name: string): Map<string, number> {
  const counts = [...membersOf(source, name)].map(([channel, type]) => {
    const args =
      type &&
      ts.isTypeLiteralNode(type) &&
      type.members.find((m): m is ts.PropertySignature => m.name?.getText() === 'args')
    const tuple = args ? args.type : undefined
    return [channel, tuple && ts.isTupleTypeNode(tuple) ? tuple.elements.length : NaN] as const
  })
  return new Map(counts)
}

/** The keys of the object that a function returns. */
export function returnedKeys(source: Source, functionName: string): string[] {
  const declaration = parse(source).statements.find(
    (statement): statement is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(statement) && statement.name?.text === functionName,
  )
  const returned = declaration?.body?.statements.find(ts.isReturnStatement)?.expression
  if (!returned || !ts.isObjectLiteralExpression(returned)) {
    throw new Error(`${source.path} has no function ${functionName} that returns an object`)
  }
  return returned.properties.flatMap((property) => (property.name ? [nameOf(property.name)] : []))
}

function nameOf(name: ts.PropertyName): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : name.getText()
}
