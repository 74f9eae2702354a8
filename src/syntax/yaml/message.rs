//! Our words for what the parser finds wrong.

use granit_parser::ErrorKind;

use crate::syntax::Fault;

/// The message for nesting beyond our limit.
pub(super) const TOO_DEEP: &str = "nested too deeply to be read";

/// The message for a directive: GitLab splits the text at `---` before it reads YAML.
pub(super) const DIRECTIVE: &str = "a directive, which GitLab cuts off from the document below it";

/// The message for a control character.
pub(super) const CONTROL: &str = "a control character, which YAML allows only as an escape";

/// Which kind of error it is to us.
pub(super) fn fault(kind: &ErrorKind) -> Fault {
    match kind {
        ErrorKind::RecursionLimitExceeded => Fault::TooDeep,
        ErrorKind::ExpectedDocumentStart => Fault::TextAfter,
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => Fault::Libyaml,
        _ => Fault::Grammar,
    }
}

/// The message, one clause that quotes nothing of the text but the brackets it is about.
pub(super) fn of(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnclosedFlowCollection { open } => format!("`{open}` is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => format!("`{open}` is closed by `{close}`"),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => CONTROL.into(),
        ErrorKind::UnexpectedCharacter { character } if character.is_ascii_punctuation() => {
            format!("no value begins with `{character}`; put it in quotes")
        }
        kind => fixed(kind).to_owned(),
    }
}

fn fixed(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::RecursionLimitExceeded => TOO_DEEP,
        ErrorKind::UnclosedQuotedScalar => "the quote is never closed",
        ErrorKind::MisplacedFlowCollectionEnd => "a closing bracket without an opening one",
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => "a bracket is never closed",
        ErrorKind::UnexpectedEofBlockSequence | ErrorKind::UnexpectedEofBlockMapping | ErrorKind::UnexpectedEof => {
            "the text ends in the middle of a value"
        }
        ErrorKind::UnexpectedCharacter { .. } => "a character that no value begins with",
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => "a tab where YAML allows only spaces",
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            "a `:` where no key can stand; a value with `: ` in it needs quotes"
        }
        ErrorKind::MappingKeyNotAllowed => "a key where none can stand",
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => "a key without its `:`",
        ErrorKind::ExpectedBlockMappingKey => "no key where one has to follow; look at the indentation and for quotes",
        ErrorKind::ExpectedBlockSequenceEntry => "no `-` where one has to follow; look at the indentation",
        ErrorKind::BlockEntryInFlowCollection => "a `-` item inside brackets",
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            "a `-` where no item can stand"
        }
        ErrorKind::InvalidBlockEntryWhitespace | ErrorKind::InvalidMappingValueWhitespace => {
            "a tab behind an indicator, where YAML allows only spaces"
        }
        ErrorKind::ExpectedFlowMappingSeparator => "no `,` or `}` behind an entry",
        ErrorKind::ExpectedFlowSequenceSeparator => "no `,` or `]` behind an element",
        ErrorKind::FlowMappingValueAdjacentCollection => "no blank between `:` and a bracket",
        ErrorKind::ExpectedNodeContent | ErrorKind::UnexpectedEndOfPlainScalar => "no value where one has to follow",
        ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent => "an indentation that fits nothing above",
        ErrorKind::InvalidQuotedScalarIndent => "the quote above is never closed, or where something else follows",
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text behind a closing quote"
        }
        ErrorKind::UnknownQuotedScalarEscape => "an unknown escape; a backslash in double quotes is written twice",
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => "an escape that stands for no character",
        ErrorKind::DocumentIndicatorInQuotedScalar => "a document marker inside quotes",
        ErrorKind::ZeroBlockScalarIndent | ErrorKind::InvalidBlockScalarHeader => {
            "something behind `|` or `>` other than its indicators or a comment"
        }
        ErrorKind::InvalidBlockScalarIndent => "a blank line that is indented deeper than the first line of its text",
        ErrorKind::CommentInterceptedScalar => "a comment inside an unquoted text of several lines",
        ErrorKind::CommentNotSeparated => "no blank before a comment",
        ErrorKind::ExpectedWhitespace => "no blank where one has to follow",
        ErrorKind::MissingAnchorOrAliasName => "an anchor or alias without a name",
        ErrorKind::UnknownAnchor => "an alias without an anchor before it",
        ErrorKind::UndeclaredTagHandle => "a tag whose prefix is not declared",
        ErrorKind::ExpectedTagBang
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8LeadingByte
        | ErrorKind::InvalidTagUtf8TrailingByte
        | ErrorKind::InvalidTagUtf8 => "a malformed tag",
        ErrorKind::ExpectedDocumentStart
        | ErrorKind::MissingDocumentEndBeforeDirective
        | ErrorKind::InvalidDocumentEnd => "text behind the end of the document",
        ErrorKind::DuplicateVersionDirective
        | ErrorKind::UnsupportedYamlMajorVersion
        | ErrorKind::DuplicateTagDirective
        | ErrorKind::ExpectedTagDirectiveBang
        | ErrorKind::InvalidDirectiveTerminator
        | ErrorKind::MissingYamlVersionSeparator
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName
        | ErrorKind::DirectiveByteLimitExceeded { .. }
        | ErrorKind::TooManyReservedDirectiveParams { .. }
        | ErrorKind::YamlVersionTooLong
        | ErrorKind::MissingYamlVersion
        | ErrorKind::InvalidTagDirectiveTerminator => "a malformed directive",
        ErrorKind::BomInsideDocument => "a byte order mark in the middle of the text",
        ErrorKind::TooManyComments => "too many comments in a row",
        _ => "not YAML",
    }
}
