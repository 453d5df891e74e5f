//! Compiles the translations (`locales/<language>/*.ftl`, Project Fluent's syntax) into functions, one for each message.
//!
//! The text of a message is data, a function is only its name and the types of its variables; so a message that is
//! missing in a language, or a variable that is, fails the build and not a reader. What the frontend would need to read
//! Fluent itself would weigh more than all its texts.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource, Variant, VariantKey,
};
use fluent_syntax::parser;

/// In the order of `i18n::Language`; the first is the one that the types are taken from.
const LANGUAGES: [&str; 3] = ["en", "de", "ar"];

type Fallible<T> = Result<T, Box<dyn Error>>;

/// A variable of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
}

/// A message in one language: its pattern as `i18n::fill` reads it, and its variables.
#[derive(Debug, Default)]
struct Compiled {
    pattern: String,
    variables: BTreeMap<String, Kind>,
}

fn main() -> Fallible<()> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_SPLIT").is_some()
        && env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm")
    {
        // What refers to what, which the program is cut along.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let languages = LANGUAGES.iter().map(|language| catalogue(language)).collect::<Fallible<Vec<_>>>()?;
    let ids: BTreeSet<&String> = languages.iter().flat_map(BTreeMap::keys).collect();
    let mut code = String::new();
    for id in ids {
        let translations = LANGUAGES
            .iter()
            .zip(&languages)
            .map(|(language, messages)| messages.get(id).ok_or(format!("{id} is missing in {language}")))
            .collect::<Result<Vec<_>, _>>()?;
        function(&mut code, id, &translations)?;
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("strings.rs"), code)?;
    Ok(())
}

/// All messages of a language.
fn catalogue(language: &str) -> Fallible<BTreeMap<String, Compiled>> {
    let mut messages = BTreeMap::new();
    let mut files: Vec<PathBuf> =
        fs::read_dir(Path::new("locales").join(language))?.map(|entry| Ok(entry?.path())).collect::<Fallible<_>>()?;
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let name = file.display();
        let resource: Resource<&str> =
            parser::parse(text.as_str()).map_err(|(_, errors)| format!("{name}: {errors:?}"))?;
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            let compiled = compile(&message).map_err(|error| format!("{name}: {id}: {error}"))?;
            if messages.insert(id.clone(), compiled).is_some() {
                return Err(format!("{name}: {id} is there twice").into());
            }
        }
    }
    Ok(messages)
}

fn compile(message: &Message<&str>) -> Fallible<Compiled> {
    let mut compiled = Compiled::default();
    let pattern = message.value.as_ref().ok_or("it has no text")?;
    // First all names, so that their order, which is their number, is known.
    collect(pattern, &mut compiled.variables)?;
    let names: Vec<&String> = compiled.variables.keys().collect();
    compiled.pattern = encode(pattern, &names)?;
    Ok(compiled)
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeMap<String, Kind>) -> Fallible<()> {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => {
                if let Some((name, kind)) = variable(inline)? {
                    let known = variables.entry(name.to_owned()).or_insert(kind);
                    if kind == Kind::Number {
                        *known = kind;
                    }
                }
            }
            Expression::Select { selector, variants } => {
                let (name, _) = variable(selector)?.ok_or("it selects by something that is no variable")?;
                variables.insert(name.to_owned(), Kind::Number);
                variants.iter().try_for_each(|variant| collect(&variant.value, variables))?;
            }
        }
    }
    Ok(())
}

/// The variable that an expression is: `$name`, or `NUMBER($name)`; `None` for a literal.
fn variable<'a>(expression: &InlineExpression<&'a str>) -> Fallible<Option<(&'a str, Kind)>> {
    match expression {
        InlineExpression::StringLiteral { .. } => Ok(None),
        InlineExpression::VariableReference { id } => Ok(Some((id.name, Kind::Text))),
        InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => {
            match arguments.positional.first() {
                Some(InlineExpression::VariableReference { id }) => Ok(Some((id.name, Kind::Number))),
                _ => Err("NUMBER takes a variable".into()),
            }
        }
        _ => Err("only variables, literals, NUMBER and selections are understood".into()),
    }
}

/// `\u{1}` and a letter is a variable; `\u{2}` and a letter begins a selection by one, `\u{3}` each of its variants, which is
/// its key, `\u{4}` and its text; `\u{5}` ends the selection. The default is the last.
fn encode(pattern: &Pattern<&str>, names: &[&String]) -> Fallible<String> {
    let mut code = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => code.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
                code.push_str(value);
            }
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                code.push('\u{1}');
                code.push(letter(inline, names)?);
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                code.push('\u{2}');
                code.push(letter(selector, names)?);
                let ordered: (Vec<_>, Vec<_>) = variants.iter().partition(|variant| !variant.default);
                for Variant { key, value, .. } in ordered.0.into_iter().chain(ordered.1) {
                    let (VariantKey::Identifier { name: key } | VariantKey::NumberLiteral { value: key }) = key;
                    let text = encode(value, names)?;
                    if text.contains('\u{2}') {
                        return Err("a selection within a selection is not understood".into());
                    }
                    write!(code, "\u{3}{key}\u{4}{text}")?;
                }
                code.push('\u{5}');
            }
        }
    }
    Ok(code)
}

/// The letter that stands for a variable: its place among the names.
fn letter(expression: &InlineExpression<&str>, names: &[&String]) -> Fallible<char> {
    let (name, _) = variable(expression)?.ok_or("a literal is no variable")?;
    let index = names.iter().position(|known| *known == name).ok_or("an unknown variable")?;
    Ok(char::from(b'a' + u8::try_from(index)?))
}

fn function(code: &mut String, id: &str, translations: &[&Compiled]) -> Fallible<()> {
    let mut variables: BTreeMap<&str, Kind> = BTreeMap::new();
    for (name, kind) in translations.iter().flat_map(|compiled| &compiled.variables) {
        let known = variables.entry(name).or_insert(*kind);
        if *kind == Kind::Number {
            *known = *kind;
        }
    }
    for (language, compiled) in LANGUAGES.iter().zip(translations) {
        if compiled.variables.len() != variables.len() {
            return Err(format!("{id}: {language} does not use the variables that other languages use").into());
        }
    }
    let patterns: Vec<&str> = translations.iter().map(|compiled| compiled.pattern.as_str()).collect();
    let name = id.replace('-', "_");
    let english = patterns.first().copied().unwrap_or_default().escape_debug().to_string();
    if variables.is_empty() {
        writeln!(code, "/// {english}\npub(crate) fn {name}() -> &'static str {{ i18n::text(&{patterns:?}) }}")?;
        return Ok(());
    }
    let parameters: Vec<String> = variables
        .iter()
        .map(|(name, kind)| match kind {
            Kind::Text => format!("{name}: &str"),
            Kind::Number => format!("{name}: impl Into<i18n::Count>"),
        })
        .collect();
    let arguments: Vec<String> = variables
        .iter()
        .map(|(name, kind)| match kind {
            Kind::Text => format!("i18n::Argument::Text({name})"),
            Kind::Number => format!("i18n::Argument::Number({name}.into())"),
        })
        .collect();
    writeln!(
        code,
        "/// {english}\npub(crate) fn {name}({}) -> String {{ i18n::fill(i18n::text(&{patterns:?}), &[{}]) }}",
        parameters.join(", "),
        arguments.join(", ")
    )?;
    Ok(())
}
